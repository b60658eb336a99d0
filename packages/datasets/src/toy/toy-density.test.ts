import { createRng, FlowError } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { checkerboard } from './checkerboard.ts';
import { chiSquarePerCell, entropy, gridOf, integral } from './density-laws.fixture.ts';
import { eightGaussians } from './eight-gaussians.ts';
import { pinwheel } from './pinwheel.ts';
import { rings } from './rings.ts';
import { sCurve } from './s-curve.ts';
import { spirals } from './spirals.ts';
import { toyDensities } from './toy-densities.ts';
import { sampleDataset, type ToyDensity } from './toy-density.ts';
import { twoMoons } from './two-moons.ts';

/** `side`: cells of a grid on which the midpoint rule has converged; `tolerance`: of the integral there. */
type Row = { name: string; density: ToyDensity; side: number; tolerance: number };

const table: Row[] = [
  { name: 'two moons', density: twoMoons(), side: 100, tolerance: 1e-7 },
  { name: 'two moons, narrow', density: twoMoons({ noise: 0.04 }), side: 160, tolerance: 1e-7 },
  { name: 'two moons, wide', density: twoMoons({ noise: 0.5 }), side: 60, tolerance: 1e-7 },
  { name: 'rings', density: rings(), side: 160, tolerance: 1e-7 },
  { name: 'one wide ring', density: rings({ radii: [1], noise: 0.7 }), side: 60, tolerance: 1e-7 },
  { name: 'spirals', density: spirals(), side: 160, tolerance: 1e-7 },
  {
    name: 'three wide spirals',
    density: spirals({ arms: 3, turns: 2, noise: 0.3 }),
    side: 60,
    tolerance: 1e-7,
  },
  { name: 'checkerboard', density: checkerboard(), side: 160, tolerance: 1e-12 },
  { name: 'odd checkerboard', density: checkerboard({ squares: 5, extent: 1 }), side: 160, tolerance: 1e-12 },
  { name: 'eight Gaussians', density: eightGaussians(), side: 160, tolerance: 1e-7 },
  {
    name: 'eight wide Gaussians',
    density: eightGaussians({ radius: 1, noise: 0.5 }),
    side: 160,
    tolerance: 1e-7,
  },
  { name: 'pinwheel', density: pinwheel(), side: 320, tolerance: 1e-6 },
  {
    name: 'straight pinwheel',
    density: pinwheel({ arms: 3, twist: 0, radialNoise: 0.4, tangentialNoise: 0.3 }),
    side: 160,
    tolerance: 1e-6,
  },
  { name: 'S curve', density: sCurve(), side: 120, tolerance: 1e-7 },
  { name: 'narrow S curve', density: sCurve({ noise: 0.05 }), side: 160, tolerance: 1e-7 },
];

describe.each(table)('$name', ({ density, side, tolerance }) => {
  test('the density integrates to 1 over its box', () => {
    expect(Math.abs(integral(density, side) - 1)).toBeLessThan(tolerance);
  });

  test('samples follow the density', () => {
    const perCell = chiSquarePerCell(density, 50_000, 20, 5);
    expect(perCell).toBeGreaterThan(0.7);
    expect(perCell).toBeLessThan(1.3);
  });

  test('the mean of -logProb over samples is the entropy, and no sample is impossible', () => {
    const n = 10_000;
    const values = density.logProb(density.sample(n, createRng(11)));
    expect(values.every(Number.isFinite)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    expect(Math.abs(mean + entropy(density, side))).toBeLessThan((4 * spread) / Math.sqrt(n) + 1e-9);
  });

  test('samples lie in the box', () => {
    const points = density.sample(10_000, createRng(12));
    const [left, right] = density.box.x;
    const [bottom, top] = density.box.y;
    for (let i = 0; i < points.length; i += 2) {
      const isInside =
        points[i]! >= left && points[i]! <= right && points[i + 1]! >= bottom && points[i + 1]! <= top;
      expect(isInside).toBe(true);
    }
  });

  test('very far away the density is zero or nearly so, never NaN', () => {
    for (const value of density.logProb([1e5, -1e5, 0, 1e160, 1e300, 1e300]))
      expect(value).toBeLessThan(-1e8);
  });
});

describe.each(Object.entries(toyDensities))('%s', (name, make) => {
  test('has the name it is listed under', () => {
    expect(make().name).toBe(name);
  });

  test('sample() starts at the seed each time; a generator goes on', () => {
    const density = make({ seed: 9 });
    expect(density.sample(20)).toEqual(density.sample(20, createRng(9)));
    expect(density.sample(20)).not.toEqual(make({ seed: 10 }).sample(20));
    const rng = createRng(9);
    density.sample(20, rng);
    expect(density.sample(20, rng)).not.toEqual(density.sample(20));
  });

  test('points may be a flat array or pairs; none gives none', () => {
    const density = make();
    const flat = density.sample(5);
    const pairs = Array.from({ length: 5 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
    expect(density.logProb(pairs)).toEqual(density.logProb(flat));
    expect(density.logProb([]).length).toBe(0);
    expect(density.sample(0).length).toBe(0);
  });

  test.each([
    ['an odd count', [1, 2, 3]],
    ['a NaN', [1, Number.NaN]],
    ['infinity', [[1, Number.POSITIVE_INFINITY]]],
    ['a triple', [[1, 2, 3]]],
    ['a ragged list', [[1, 2], [3]]],
  ])('%s is refused', (_, points) => {
    expect(() => make().logProb(points as number[][])).toThrow(/\[invalid-argument\] \(points\)/);
  });
});

test.each([
  ['noise', () => twoMoons({ noise: 0 })],
  ['noise', () => rings({ noise: -1 })],
  ['radii', () => rings({ radii: [] })],
  ['radii', () => rings({ radii: [1, 0] })],
  ['noise', () => spirals({ noise: Number.NaN })],
  ['arms', () => spirals({ arms: 1.5 })],
  ['turns', () => spirals({ turns: 0 })],
  ['squares', () => checkerboard({ squares: 0 })],
  ['squares', () => checkerboard({ squares: 65 })],
  ['extent', () => checkerboard({ extent: Number.POSITIVE_INFINITY })],
  ['radius', () => eightGaussians({ radius: 0 })],
  ['twist', () => pinwheel({ twist: Number.NaN })],
  ['arms', () => pinwheel({ arms: 0 })],
  ['noise', () => sCurve({ noise: 0 })],
  ['seed', () => sCurve({ seed: -1 })],
])('a bad %s is refused when the density is made', (argument, make) => {
  let error: unknown;
  try {
    make();
  } catch (reason) {
    error = reason;
  }
  expect(error).toBeInstanceOf(FlowError);
  expect([(error as FlowError).code, (error as FlowError).argument]).toEqual(['invalid-argument', argument]);
});

test('the finest checkerboard keeps its samples on filled squares', () => {
  const board = checkerboard({ squares: 64, extent: 3 });
  expect(board.logProb(board.sample(100_000, createRng(2))).every(Number.isFinite)).toBe(true);
});

test('sampleDataset makes a table that carries name and schema', () => {
  const dataset = sampleDataset(rings(), 50, createRng(1));
  expect([dataset.name, dataset.rows, dataset.schema]).toEqual([
    'rings',
    50,
    { features: 2, names: ['x', 'y'] },
  ]);
  expect(dataset.values).toEqual(rings().sample(50, createRng(1)));
});

test('the checkerboard is a board: alternating squares, filled at the lower left', () => {
  const { points } = gridOf(checkerboard(), 4);
  const filled = [...checkerboard().logProb(points)].map((value) =>
    value === Number.NEGATIVE_INFINITY ? 0 : 1,
  );
  expect(filled).toEqual([1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1]);
});
