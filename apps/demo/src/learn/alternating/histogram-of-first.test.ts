import { createRng } from '@flow/backend';
import { expect, it } from 'vitest';
import { histogramOfFirst } from './histogram-of-first.ts';

it('is a density of the first coordinates', () => {
  const outline = histogramOfFirst(createRng(1).normal(20_000), 3);
  const bins = outline
    .filter((_, i) => i % 2 === 0)
    .map(([left, height], i) => {
      const [right] = outline[2 * i + 1] ?? [Number.NaN];
      return { left, width: right - left, height };
    });
  const mass = bins.reduce((total, { width, height }) => total + width * height, 0);
  expect(mass).toBeGreaterThan(0.99);
  expect(mass).toBeLessThanOrEqual(1);
  for (const { left, width, height } of bins) {
    const x = left + width / 2;
    expect(Math.abs(height - Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI))).toBeLessThan(0.05);
  }
});

it('counts what lies within, whatever the second coordinate is', () => {
  const outline = histogramOfFirst(Float32Array.of(0.01, 9, 0.02, -9, 5, 0, -5, 0), 1);
  const heights = outline.map(([, height]) => height);
  expect(Math.max(...heights)).toBeCloseTo(0.5 * 18, 5);
  expect(heights.filter((height) => height > 0)).toHaveLength(2);
});
