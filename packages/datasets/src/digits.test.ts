import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { digits } from './digits.ts';

test('the parts hold 1400, 200 and 197 pictures of 8x8 pixels', async () => {
  const { train, validation, test: held } = await digits();
  expect([train.rows, validation.rows, held.rows]).toEqual([1400, 200, 197]);
  for (const part of [train, validation, held]) {
    expect(part.values.length).toBe(part.rows * 64);
    expect(part.labels?.length).toBe(part.rows);
    expect(part.schema).toEqual({ features: 64, shape: [8, 8, 1], quantization: { levels: 17 } });
  }
});

test('each row is the row of the source file that the split names, with its class', async () => {
  const lines = gunzipSync(await readFile(new URL('../data/digits.csv.gz', import.meta.url)))
    .toString()
    .trim()
    .split('\n');
  const indices = JSON.parse(await readFile(new URL('../data/digits-split.json', import.meta.url), 'utf8'));
  const parts = await digits();
  for (const name of ['train', 'validation', 'test'] as const) {
    const { values, labels, rows } = parts[name];
    for (let row = 0; row < rows; row++) {
      const line = [...values.subarray(row * 64, (row + 1) * 64), labels![row]].join(',');
      expect(line).toBe(lines[indices[name][row]]);
    }
  }
});

test('each call gives arrays of its own', async () => {
  const first = await digits();
  first.train.values.fill(99);
  expect(Math.max(...(await digits()).train.values)).toBe(16);
});
