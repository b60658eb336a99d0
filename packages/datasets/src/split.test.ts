import { FlowError } from '@flow/backend';
import { expect, test } from 'vitest';
import { createDataset } from './dataset.ts';
import { type SplitSizes, split } from './split.ts';

const table = (rows: number) =>
  createDataset({
    name: 'counted',
    schema: { features: 2 },
    values: Float32Array.from({ length: 2 * rows }, (_, i) => i),
    labels: Int32Array.from({ length: rows }, (_, row) => row),
  });

const parts = ['train', 'validation', 'test'] as const;

test.each<[SplitSizes, number, number[]]>([
  [{ counts: [7, 2, 1] }, 10, [7, 2, 1]],
  [{ counts: [10, 0, 0] }, 10, [10, 0, 0]],
  [{ fractions: [0.8, 0.1, 0.1] }, 10, [8, 1, 1]],
  [{ fractions: [1 / 3, 1 / 3, 1 / 3] }, 10, [4, 3, 3]],
  [{ fractions: [0, 0.5, 0.5] }, 11, [0, 6, 5]],
  [{ fractions: [0.7, 0.2, 0.1] }, 1, [1, 0, 0]],
])('%j of %d rows: parts that are disjoint and complete, rows with their labels', (sizes, rows, counts) => {
  const whole = split(table(rows), sizes, 3);
  expect(parts.map((part) => whole[part].rows)).toEqual(counts);
  const seen: number[] = [];
  for (const part of parts) {
    const { values, labels, rows: count, name } = whole[part];
    expect(name).toBe('counted');
    for (let row = 0; row < count; row++) {
      expect([...values.subarray(2 * row, 2 * row + 2)]).toEqual([2 * labels![row]!, 2 * labels![row]! + 1]);
      seen.push(labels![row]!);
    }
  }
  expect(seen.sort((a, b) => a - b)).toEqual([...table(rows).labels!]);
});

test('the seed decides', () => {
  const rows = (seed?: number) => [...split(table(50), { counts: [30, 10, 10] }, seed).test.labels!];
  expect(rows(1)).toEqual(rows(1));
  expect(rows(1)).not.toEqual(rows(2));
  expect(rows()).toEqual(rows(0));
});

test.each<[string, SplitSizes]>([
  ['sizes.counts', { counts: [7, 2, 2] }],
  ['sizes.counts', { counts: [11, -1, 0] }],
  ['sizes.counts', { counts: [9.5, 0.5, 0] }],
  ['sizes.fractions', { fractions: [0.8, 0.1, 0.2] }],
  ['sizes.fractions', { fractions: [1.2, -0.2, 0] }],
  ['sizes.fractions', { fractions: [Number.NaN, 0.5, 0.5] }],
  ['sizes', {} as SplitSizes],
])('%s %j is refused', (argument, sizes) => {
  let error: unknown;
  try {
    split(table(10), sizes);
  } catch (reason) {
    error = reason;
  }
  expect(error).toBeInstanceOf(FlowError);
  expect([(error as FlowError).code, (error as FlowError).argument]).toEqual(['invalid-argument', argument]);
});
