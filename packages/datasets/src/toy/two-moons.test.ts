import { createRng } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { chiSquarePerCell, entropy, integral } from './density-laws.fixture.ts';
import { twoMoons } from './two-moons.ts';

/** The definition, by brute force: a mixture of many Gaussians along the arcs, in the log domain. */
function bruteForce(x: number, y: number, noise: number, nodes: number): number {
  const exponents: number[] = [];
  for (let i = 0; i <= nodes; i++) {
    const angle = (Math.PI * i) / nodes;
    // Simpson's weights.
    const weight = (i === 0 || i === nodes ? 1 : i % 2 === 1 ? 4 : 2) / (3 * nodes);
    for (const [cx, cy] of [
      [Math.cos(angle), Math.sin(angle)],
      [1 - Math.cos(angle), 0.5 - Math.sin(angle)],
    ]) {
      exponents.push(Math.log(0.5 * weight) - ((x - cx!) ** 2 + (y - cy!) ** 2) / (2 * noise ** 2));
    }
  }
  const peak = exponents.reduce((a, b) => Math.max(a, b));
  const total = exponents.reduce((sum, exponent) => sum + Math.exp(exponent - peak), 0);
  return peak + Math.log(total) - Math.log(2 * Math.PI * noise ** 2);
}

describe('two moons', () => {
  test.each([0.03, 0.1, 0.5])('the density integrates to 1 at noise %d', (noise) => {
    expect(Math.abs(integral(twoMoons({ noise }), 200) - 1)).toBeLessThan(1e-7);
  });

  // Simpson's rule needs steps much below noise²/distance, so far points are compared at wide noise.
  test.each([
    { noise: 0.02, far: [0.5, 4, 0.5, -3] },
    { noise: 0.1, far: [3, -2, -2, -1.5] },
    { noise: 0.5, far: [8, -9, -12, 0.5] },
    { noise: 1, far: [30, -60, 100, 100] },
  ])('logProb is the integral along the arcs to 1e-8, near and far, at noise $noise', ({ noise, far }) => {
    const moons = twoMoons({ noise });
    const near = [...moons.sample(10, createRng(3)), 0, 0, 0.5, 0.25, -1, 0, 1, 1e-3];
    const points = [...near, ...far];
    moons.logProb(points).forEach((value, i) => {
      const reference = bruteForce(points[2 * i]!, points[2 * i + 1]!, noise, 40_000);
      expect(Math.abs(value - reference)).toBeLessThan(1e-8);
    });
  });

  test.each([0.05, 0.3])('samples follow the density at noise %d', (noise) => {
    const perCell = chiSquarePerCell(twoMoons({ noise }), 100_000, 20, 5);
    expect(perCell).toBeGreaterThan(0.7);
    expect(perCell).toBeLessThan(1.3);
  });

  test('the mean of -logProb over samples is the entropy of the density', () => {
    const moons = twoMoons({ noise: 0.1 });
    const n = 20_000;
    const values = moons.logProb(moons.sample(n, createRng(11)));
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    expect(Math.abs(mean + entropy(moons, 100))).toBeLessThan((4 * spread) / Math.sqrt(n));
  });

  test('a density without noise is refused', () => {
    expect(() => twoMoons({ noise: 0 })).toThrow(/\[invalid-argument\] \(noise\).*got 0/);
  });
});
