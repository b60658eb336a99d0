import { createRng } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { type Curve, simpsonLogProb } from './density-laws.fixture.ts';
import { twoMoons } from './two-moons.ts';

const arcs: Curve[] = [
  (t) => [Math.cos(Math.PI * t), Math.sin(Math.PI * t), 0.5],
  (t) => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t), 0.5],
];

describe('two moons', () => {
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
      const reference = simpsonLogProb(arcs, noise, points[2 * i]!, points[2 * i + 1]!);
      expect(Math.abs(value - reference)).toBeLessThan(1e-8);
    });
  });

  test('a density without noise is refused', () => {
    expect(() => twoMoons({ noise: 0 })).toThrow(/\[invalid-argument\] \(noise\).*got 0/);
  });
});
