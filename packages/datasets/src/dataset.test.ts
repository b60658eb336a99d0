import { describe, expect, test } from 'vitest';
import { createDataset, type DatasetContent, selectRows } from './dataset.ts';

const values = Float32Array.of(0, 1, 2, 3, 4, 5);

test('rows follow from the schema, unknown origin is said', () => {
  const dataset = createDataset({ schema: { features: 3 }, values });
  expect(dataset).toEqual({
    name: 'unnamed',
    schema: { features: 3 },
    rows: 2,
    values,
    licence: 'unknown',
    source: 'unknown',
  });
});

describe('selectRows', () => {
  const dataset = createDataset({ schema: { features: 2 }, values, labels: Int32Array.of(7, 8, 9) });

  test('copies rows with their labels, in the order given, repeated where asked', () => {
    const chosen = selectRows(dataset, [2, 0, 2]);
    expect([chosen.rows, [...chosen.values], [...chosen.labels!]]).toEqual([
      3,
      [4, 5, 0, 1, 4, 5],
      [9, 7, 9],
    ]);
    chosen.values.fill(9);
    expect(dataset.values[4]).toBe(4);
  });

  test.each([3, -1, 0.5, Number.NaN])('row %d is refused', (row) => {
    expect(() => selectRows(dataset, [row])).toThrow(/\[invalid-argument\] \(indices\).*from 0 to 2/);
  });

  test('a table without labels stays without', () => {
    expect('labels' in selectRows(createDataset({ schema: { features: 2 }, values }), [0])).toBe(false);
  });
});

const schema = { features: 2, names: ['a', 'b'] };

test.each<[string, DatasetContent, RegExp]>([
  ['half a row', { schema: { features: 4 }, values }, /\(values\).*whole rows of 4 values, got 6/],
  [
    'NaN',
    { schema, values: Float32Array.of(1, 2, 3, Number.NaN) },
    /finite number, got NaN in row 1, column b/,
  ],
  [
    'infinity',
    { schema, values: Float32Array.of(Number.POSITIVE_INFINITY, 2) },
    /got Infinity in row 0, column a/,
  ],
  [
    'a level that is too high',
    { schema: { features: 2, quantization: { levels: 5 } }, values },
    /from 0 to 4, got 5 in row 2, column 1/,
  ],
  [
    'half a level',
    { schema: { features: 1, quantization: { levels: 5 } }, values: Float32Array.of(0.5) },
    /from 0 to 4, got 0.5/,
  ],
  [
    'a code without category',
    { schema: { ...schema, categories: { b: ['x', 'y'] } }, values: Float32Array.of(9, 1, 9, 2) },
    /from 0 to 1, got 2 in row 1, column b/,
  ],
  ['too few labels', { schema, values, labels: Int32Array.of(0) }, /\(labels\).*3, one a row, got 1/],
  ['a label below 0', { schema, values, labels: Int32Array.of(0, -1, 0) }, /\(labels\).*got -1 in row 1/],
  [
    'a label without class',
    { schema, values, labels: Int32Array.of(0, 1, 2), classNames: ['x', 'y'] },
    /\(labels\).*from 0 to 1, got 2 in row 2/,
  ],
])('%s is refused', (_, content, message) => {
  expect(() => createDataset(content)).toThrow(message);
});
