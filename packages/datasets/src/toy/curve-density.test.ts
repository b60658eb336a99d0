import { createRng } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { type Curve, simpsonLogProb } from './density-laws.fixture.ts';
import { rings } from './rings.ts';
import { sCurve } from './s-curve.ts';
import { spirals } from './spirals.ts';
import type { ToyDensity } from './toy-density.ts';
import { twoMoons } from './two-moons.ts';

const spiral =
  (start: number): Curve =>
  (t) => [3 * t * Math.cos(3 * Math.PI * t + start), 3 * t * Math.sin(3 * Math.PI * t + start), t];

const circle =
  (radius: number): Curve =>
  (t) => [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t), 1 / 2];

const bend: Curve = (t) => {
  const angle = 3 * Math.PI * (t - 0.5);
  return [Math.sin(angle), Math.sign(angle) * (Math.cos(angle) - 1), 1];
};

// Simpson's rule needs steps much below noise²/distance, so far points are compared at wide noise.
describe.each([
  { noise: 0.05, far: [] },
  { noise: 0.3, far: [-2.5, 3, 4, 0.1] },
  { noise: 2, far: [40, -30, -60, 0] },
])('at noise $noise', ({ noise, far }) => {
  test.each([
    { name: 'spirals', density: spirals({ noise }), curves: [spiral(0), spiral(Math.PI)] },
    { name: 'rings', density: rings({ radii: [0.5, 2], noise }), curves: [circle(0.5), circle(2)] },
    { name: 'S curve', density: sCurve({ noise }), curves: [bend] },
  ])('logProb of $name is the integral along the curve to 1e-8', ({ density, curves }) => {
    const points = [...density.sample(8, createRng(4)), 0, 0, 0.3, -0.2, ...far];
    density.logProb(points).forEach((value, i) => {
      const reference = simpsonLogProb(curves, noise, points[2 * i]!, points[2 * i + 1]!);
      expect(Math.abs(value - reference)).toBeLessThan(1e-8);
    });
  });
});

/** Largest difference from the definition at points of the plane. */
function largestError(density: ToyDensity, curves: Curve[], noise: number, points: number[][]): number {
  const errors = [...density.logProb(points)].map((value, i) =>
    Math.abs(value - simpsonLogProb(curves, noise, points[i]![0]!, points[i]![1]!, 200_000)),
  );
  return Math.max(...errors);
}

test('peaks narrower than the noise, seen from outside a bend, are resolved wherever they fall on a panel', () => {
  const noise = 0.1;
  const points = Array.from({ length: 8 }, (_, i) => {
    // In the middle of a panel and beside it, at a distance at which the whole peak just fits on the panel.
    const angle = (Math.PI * (21 - i)) / 22;
    return [15.3 * Math.cos(angle), 15.3 * Math.sin(angle)];
  });
  const arcs: Curve[] = [
    (t) => [Math.cos(Math.PI * t), Math.sin(Math.PI * t), 0.5],
    (t) => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t), 0.5],
  ];
  expect(largestError(twoMoons({ noise }), arcs, noise, points)).toBeLessThan(1e-8);
});

test('the steep slope beyond the end of an arm is resolved', () => {
  const noise = 0.1;
  const density = spirals({ arms: 1, turns: 0.25, radius: 3, noise });
  const arm: Curve = (t) => [3 * t * Math.cos((Math.PI / 2) * t), 3 * t * Math.sin((Math.PI / 2) * t), 2 * t];
  // The arm ends at (0, 3) in the direction of (−π/2, 1).
  const points = [0.5, 1, 1.5, 2].map((way) => [(-way * Math.PI) / 2, 3 + way]);
  expect(largestError(density, [arm], noise, points)).toBeLessThan(1e-8);
});

test('noise far narrower than a first panel is integrated as exactly', () => {
  const noise = 1e-4;
  const [onCurve, offCurve] = sCurve({ noise }).logProb([1, -1, 1 + 3e-4, -1]);
  // Near a curve of speed 3π, p is 1/(3π) times the normal density of the distance, to first order in noise.
  const expected = -Math.log(3 * Math.PI) - Math.log(noise * Math.sqrt(2 * Math.PI));
  expect(Math.abs(onCurve! - expected)).toBeLessThan(1e-3);
  expect(Math.abs(offCurve! - (expected - 4.5))).toBeLessThan(1e-3);
});
