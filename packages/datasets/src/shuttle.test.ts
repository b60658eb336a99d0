import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { shuttle } from './shuttle.ts';

test('shuttle: each row is a row of the file, normal ones to train on and all anomalies in the test', async () => {
  const { train, test: held } = await shuttle();
  const file = await readFile(new URL('../data/shuttle/rows.csv.gz', import.meta.url));
  const lines = gunzipSync(file).toString().trim().split('\n');
  const rows = [train, held].flatMap(({ rows: count, values, labels, classNames }) =>
    Array.from({ length: count }, (_, row) =>
      [...values.subarray(9 * row, 9 * row + 9), classNames?.[labels?.[row] ?? -1]].join(),
    ),
  );
  expect(rows).toEqual(lines);
  const counts = (labels: Int32Array | undefined) =>
    Array.from({ length: 6 }, (_, label) => labels?.filter((value) => value === label).length);
  expect(counts(train.labels)).toEqual([20_000, 0, 0, 0, 0, 0]);
  expect(counts(held.labels)).toEqual([6000, 50, 171, 3267, 10, 13]);
});
