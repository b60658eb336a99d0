import { expect, it } from 'vitest';
import { dequantisationNoise } from './dequantisation-noise.ts';

/** Three numbers for each row. */
const noiseOf = (rows: readonly number[], { seed = 1, epoch = 0 } = {}): number[][] => {
  const flat = dequantisationNoise(seed, epoch, rows).uniform(3 * rows.length);
  return rows.map((_, i) => Array.from(flat.slice(3 * i, 3 * i + 3)));
};

it('is a function of the row: its place in a batch and the batches before it change nothing', () => {
  const all = noiseOf([0, 1, 2, 3, 4]);
  expect(noiseOf([3, 1])).toEqual([all[3], all[1]]);
  expect(noiseOf([4])).toEqual([all[4]]);
});

it('is different for each row, seed and epoch', () => {
  const draws = [noiseOf([0, 1]), noiseOf([0, 1], { epoch: 1 }), noiseOf([0, 1], { seed: 2 })].flat();
  expect(new Set(draws.map(String)).size).toBe(6);
});
