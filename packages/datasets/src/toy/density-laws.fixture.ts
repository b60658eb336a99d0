import { createRng } from '@flow/backend';
import type { ToyDensity } from './toy-density.ts';

/** The midpoints of `side`² cells of the density's box, and the area of a cell. */
export function gridOf(density: ToyDensity, side: number): { points: number[][]; area: number } {
  const [left, right] = density.box.x;
  const [bottom, top] = density.box.y;
  const points = Array.from({ length: side * side }, (_, i) => [
    left + ((right - left) * ((i % side) + 0.5)) / side,
    bottom + ((top - bottom) * (Math.floor(i / side) + 0.5)) / side,
  ]);
  return { points, area: ((right - left) * (top - bottom)) / side ** 2 };
}

/** ∫ exp(logProb) over the box by the midpoint rule on `side`² cells. */
export function integral(density: ToyDensity, side: number): number {
  const { points, area } = gridOf(density, side);
  return density.logProb(points).reduce((sum, value) => sum + Math.exp(value) * area, 0);
}

/** −∫ p log p over the box by the midpoint rule. */
export function entropy(density: ToyDensity, side: number): number {
  const { points, area } = gridOf(density, side);
  const terms = density
    .logProb(points)
    .map((value) => (value === -Infinity ? 0 : value * Math.exp(value) * area));
  return -terms.reduce((sum, term) => sum + term, 0);
}

/**
 * How many of `n` samples fall into each of `side`² cells of the box against the density's integral there, as
 * χ² per cell: about 1 where samples and density are the same distribution.
 */
export function chiSquarePerCell(density: ToyDensity, n: number, side: number, seed: number): number {
  const { points, area } = gridOf(density, 8 * side);
  const masses = Array.from(density.logProb(points), (value) => n * Math.exp(value) * area);
  const expected = histogram(density, side, points, masses);
  const drawn = density.sample(n, createRng(seed));
  const pairs = Array.from({ length: n }, (_, i) => [...drawn.subarray(2 * i, 2 * i + 2)]);
  const counted = histogram(density, side, pairs, new Array<number>(n).fill(1));
  const terms = expected.flatMap((mean, cell) =>
    mean > 20 ? [((counted[cell] ?? 0) - mean) ** 2 / mean] : [],
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

function histogram(density: ToyDensity, side: number, points: number[][], masses: number[]): number[] {
  const [left, right] = density.box.x;
  const [bottom, top] = density.box.y;
  const cells = new Array<number>(side * side).fill(0);
  points.forEach(([x = 0, y = 0], i) => {
    const column = Math.floor(((x - left) / (right - left)) * side);
    const row = Math.floor(((y - bottom) / (top - bottom)) * side);
    const cell = row * side + column;
    cells[cell] = (cells[cell] ?? 0) + (masses[i] ?? 0);
  });
  return cells;
}

/** A point of a curve and the density of t there, t from 0 to 1. */
export type Curve = (t: number) => readonly [x: number, y: number, density: number];

/**
 * The log density of a point of one of the curves plus Gaussian noise, from its definition: Simpson's rule on a
 * grid so fine that nothing needs to be known about the integrand, as long as noise²/distance is far above a step.
 */
export function simpsonLogProb(
  curves: readonly Curve[],
  noise: number,
  x: number,
  y: number,
  steps = 40_000,
): number {
  const exponents = curves.flatMap((curve) =>
    Array.from({ length: steps + 1 }, (_, i) => {
      const [curveX, curveY, density] = curve(i / steps);
      const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
      const square = (x - curveX) ** 2 + (y - curveY) ** 2;
      return Math.log((weight * density) / (3 * steps)) - square / (2 * noise ** 2);
    }),
  );
  const peak = exponents.reduce((a, b) => Math.max(a, b));
  const total = exponents.reduce((sum, exponent) => sum + Math.exp(exponent - peak), 0);
  return peak + Math.log(total) - Math.log(2 * Math.PI * noise ** 2);
}
