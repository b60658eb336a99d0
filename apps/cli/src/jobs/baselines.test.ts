import { createDataset, createRng } from '@flow/datasets';
import { describe, expect, it } from 'vitest';
import { baselinesOf } from './baselines.ts';

const FEATURES = 12;
const levels = { features: FEATURES, quantization: { levels: 256 } };
const rounded = (
  rows: number,
  seed: number,
  value: (row: Float64Array | Float32Array, d: number) => number,
) => {
  const rng = createRng(seed);
  const values = Float32Array.from(
    Array.from({ length: rows }, () => {
      const noise = rng.normal(FEATURES + 1);
      return Array.from({ length: FEATURES }, (_, d) => Math.round(value(noise, d)));
    }).flat(),
  );
  return createDataset({ schema: levels, values });
};
/** Of a Gaussian over unit bins: log₂ of its width in bins times √(2πe). */
const entropyBits = (deviation: number) => Math.log2(deviation * Math.sqrt(2 * Math.PI * Math.E));

describe('what the simplest densities score', () => {
  it('is the entropy of independent pixels, where they are independent', () => {
    const draw = (seed: number) => rounded(3000, seed, (noise, d) => 128 + 20 * noise[d]!);
    const { diagonal, pca } = baselinesOf({ train: draw(1), test: draw(2) });
    expect(Math.abs(diagonal.mean - entropyBits(20))).toBeLessThan(0.02);
    expect(diagonal.standardError).toBeLessThan(0.01);
    // All directions alike: components find nothing.
    expect(Math.abs(pca.mean - diagonal.mean)).toBeLessThan(0.02);
  });

  it('falls by what pixels have in common, with principal components', () => {
    const draw = (seed: number) =>
      rounded(3000, seed, (noise, d) => 128 + 20 * noise[FEATURES]! + 4 * noise[d]!);
    const { diagonal, pca, components } = baselinesOf({ train: draw(1), test: draw(2) });
    expect(components).toBe(10);
    expect(Math.abs(diagonal.mean - entropyBits(Math.hypot(20, 4)))).toBeLessThan(0.05);
    // One direction of variance 4² + 12·20², eleven of 4², and 1/12 of the noise in each.
    const expected = (entropyBits(Math.sqrt(16 + 4800)) + 11 * entropyBits(Math.sqrt(16 + 1 / 6))) / 12;
    expect(Math.abs(pca.mean - expected)).toBeLessThan(0.02);
  });

  it('is log₂ of the levels at least where pixels take one level, and finite', () => {
    const one = createDataset({ schema: levels, values: new Float32Array(FEATURES * 30).fill(7) });
    const { diagonal, pca } = baselinesOf({ train: one, test: one });
    // A Gaussian over a bin of width 1: 0.25 bits more than the bin itself.
    for (const { mean } of [diagonal, pca])
      expect(Math.abs(mean - entropyBits(Math.sqrt(1 / 12)))).toBeLessThan(0.2);
  });
});
