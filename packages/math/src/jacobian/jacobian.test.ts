import { createRng } from '@flow/backend';
import {
  add,
  concat,
  exp,
  memory,
  mul,
  sin,
  slice,
  square,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tensor3d,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { init } from '../index.ts';
import { slogdet } from '../matrix/slogdet.ts';
import { centralDifferences } from './central-differences.ts';
import { jacobian, logAbsDetJacobian } from './jacobian.ts';
import { smoothMap } from './smooth-map.fixture.ts';

beforeAll(() => init());

const maps = fc.record({
  seed: fc.nat({ max: 10_000 }),
  n: fc.integer({ min: 1, max: 4 }),
  m: fc.integer({ min: 1, max: 4 }),
  batch: fc.integer({ min: 1, max: 3 }),
});
const RUNS = { seed: 7, numRuns: 60 };

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

test('automatic differentiation is the derivative by hand, row by row', () => {
  const law = fc.property(maps, ({ seed, n, m, batch }) => {
    const { f, exact } = smoothMap(seed, n, m);
    const points = createRng(seed)
      .fork('points')
      .normal(batch * n);
    const all = jacobian(f, tensor2d(points, [batch, n]));
    expect(all.shape).toEqual([batch, m, n]);
    const byHand = Array.from({ length: batch }, (_, b) => exact(points.subarray(b * n, (b + 1) * n))).flat();
    expect(largestDifference(all.dataSync(), byHand)).toBeLessThan(1e-5);
  });
  fc.assert(law, RUNS);
});

test('automatic differentiation = central differences', () => {
  const law = fc.property(maps, ({ seed, n, m, batch }) => {
    const { f } = smoothMap(seed, n, m);
    const x = tensor2d(
      createRng(seed)
        .fork('points')
        .normal(batch * n),
      [batch, n],
    );
    const differences = centralDifferences(f, x);
    expect(differences.shape).toEqual([batch, m, n]);
    expect(largestDifference(jacobian(f, x).dataSync(), differences.dataSync())).toBeLessThan(3e-3);
  });
  fc.assert(law, RUNS);
});

test('central differences are exact for a parabola, whatever the step', () => {
  for (const step of [1, 0.25, 2 ** -4]) {
    const found = centralDifferences((x) => square(x), tensor1d([1.5]), { step });
    expect(found.dataSync()[0]).toBeCloseTo(3, 5);
  }
});

test('the error of central differences falls with the square of the step', () => {
  const error = (step: number) =>
    Math.abs(
      centralDifferences((x) => sin(mul(x, 3)), tensor1d([0.3]), { step }).dataSync()[0]! - 3 * Math.cos(0.9),
    );
  expect(error(0.25) / error(0.125)).toBeGreaterThan(3.7);
  expect(error(0.25) / error(0.125)).toBeLessThan(4.3);
});

test('one point [n] gives [m, n]', () => {
  const f = (x: Tensor) => concat([x, square(x)], 1);
  expect(jacobian(f, tensor1d([2, 3])).shape).toEqual([4, 2]);
  expect(Array.from(jacobian(f, tensor1d([2, 3])).dataSync())).toEqual([1, 0, 0, 1, 4, 0, 0, 6]);
  expect(centralDifferences(f, tensor1d([2, 3])).shape).toEqual([4, 2]);
});

test('the identity has the identity, a constant has zeros', () => {
  const x = tensor2d([[1, 2]]);
  expect(Array.from(jacobian((input) => input, x).dataSync())).toEqual([1, 0, 0, 1]);
  const constant = tensor2d([[3, 4, 5]]);
  expect(Array.from(jacobian(() => constant, x).dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
  const half = (input: Tensor) => concat([slice(input, [0, 0], [-1, 1]), tensor2d([[7]])], 1);
  expect(Array.from(jacobian(half, x).dataSync())).toEqual([1, 0, 0, 0]);
});

test('log|det| by brute force is slogdet of the derivative by hand', () => {
  const { f, exact } = smoothMap(11, 3, 3);
  const bent = (x: Tensor) => add(mul(x, 3), f(x));
  const points = createRng(5).normal(12);
  const found = logAbsDetJacobian(bent, tensor2d(points, [4, 3]));
  for (let row = 0; row < 4; row++) {
    const byHand = exact(points.subarray(3 * row, 3 * row + 3)).map(
      (value, at) => (at % 4 === 0 ? 3 : 0) + value,
    );
    expect(found[row]).toBeCloseTo(slogdet(byHand, 3).logAbsDet, 4);
  }
});

test('a map that loses a dimension has −Infinity', () => {
  const flat = (x: Tensor) => concat([sum(x, 1, true), sum(x, 1, true)], 1);
  expect([...logAbsDetJacobian(flat, tensor2d([[1, 2]]))]).toEqual([-Infinity]);
});

test('what has no batch, another batch or another number of dimensions is refused', () => {
  expect(() => jacobian((x) => x, tensor3d([[[1]]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'x', received: '[1, 1, 1]' }),
  );
  expect(() => jacobian((x) => sum(x, 1), tensor2d([[1, 2]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'f(x)', received: '[1]' }),
  );
  expect(() => logAbsDetJacobian((x) => concat([x, x], 1), tensor2d([[1]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'f', received: '[1, 1] -> [1, 2]' }),
  );
  expect(() => logAbsDetJacobian((x) => x, tensor1d([1, 2]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'x', received: '[2]' }),
  );
  expect(() => centralDifferences((x) => x, tensor1d([1]), { step: 0 })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'step', received: '0' }),
  );
});

test('no tensor is left behind', () => {
  const x = tensor2d([[1, 2]]);
  const before = memory().numTensors;
  jacobian((input) => exp(input), x).dispose();
  centralDifferences((input) => exp(input), x).dispose();
  logAbsDetJacobian((input) => exp(input), x);
  expect(memory().numTensors).toBe(before);
});
