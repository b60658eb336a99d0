import { createRng } from '@flow/backend';
import { expect, test } from 'vitest';
import { createDataset } from './dataset.ts';
import { standardisation } from './standardisation.ts';

const table = (features: number, values: ArrayLike<number>) =>
  createDataset({ schema: { features }, values: Float32Array.from(values) });

test('mean and population deviation of each column', () => {
  const { mean, std, constant } = standardisation(table(2, [1, 10, 3, 20, 5, 60]));
  expect(mean).toEqual([3, 30]);
  expect(std[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(std[1]).toBeCloseTo(Math.sqrt(1400 / 3), 12);
  expect(constant).toEqual([]);
});

test('standardised columns have mean 0 and variance 1, also far from the origin', () => {
  const noise = createRng(1).normal(3000);
  const dataset = table(
    3,
    noise.map((value, i) => value * 10 ** (i % 3) + 4000 * (i % 3)),
  );
  const { mean, std } = standardisation(dataset);
  for (const column of [0, 1, 2]) {
    const scaled = Array.from(
      { length: 1000 },
      (_, row) => (dataset.values[3 * row + column]! - mean[column]!) / std[column]!,
    );
    const average = scaled.reduce((sum, value) => sum + value, 0) / 1000;
    const variance = scaled.reduce((sum, value) => sum + value ** 2, 0) / 1000 - average ** 2;
    expect(Math.abs(average)).toBeLessThan(1e-10);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-10);
  }
});

test('a constant column is named and has std 1, even where its mean is rounded', () => {
  const { mean, std, constant } = standardisation(
    table(
      2,
      Array.from({ length: 30 }, (_, i) => (i % 2 ? i : 0.1)),
    ),
  );
  expect(constant).toEqual([0]);
  expect(std[0]).toBe(1);
  expect(std[1]).toBeGreaterThan(1);
  expect(mean[0]).toBeCloseTo(Math.fround(0.1), 12);
});

test('no rows are refused', () => {
  expect(() => standardisation(table(2, []))).toThrow(/\[invalid-data\] \(dataset\)/);
});
