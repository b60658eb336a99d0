import { emoji } from '@flow/datasets';
import { expect, it } from 'vitest';
import { readPictures, withBits } from './picture-data.ts';

it('emoji: the test is the package’s, the watched ones are the last of its training part', async () => {
  const { train, test } = await emoji();
  const parts = await readPictures({ dataset: 'emoji' });
  expect([parts.train.rows, parts.validation.rows, parts.test.rows]).toEqual([1600, 200, 355]);
  const isSame = (a: Float32Array, b: Float32Array) =>
    a.length === b.length && a.every((value, i) => value === b[i]);
  expect(isSame(parts.test.values, test.values)).toBe(true);
  expect(isSame(parts.validation.values, train.values.subarray(1600 * 3072))).toBe(true);
  expect(parts.validation.labels).toEqual(train.labels!.slice(1600));
});

it('five bits: 32 levels in each part, from the highest bits', async () => {
  const whole = await readPictures({ dataset: 'emoji' });
  expect(withBits(whole, 8).train).toBe(whole.train);
  const { train, validation, test } = withBits(whole, 5);
  for (const part of [train, validation, test]) expect(part.schema.quantization).toEqual({ levels: 32 });
  expect(test.values.every((value, i) => value === Math.floor(whole.test.values[i]! / 8))).toBe(true);
  expect(test.labels).toEqual(whole.test.labels);
});
