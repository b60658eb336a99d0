import { expect, test } from 'vitest';
import { gradient, jacobian, type RowFunction } from './jacobian.ts';

const maps: [name: string, map: RowFunction, x: number[], expected: number[][]][] = [
  [
    'x²y, sin x + eʸ',
    ([x, y]) => [x! * x! * y!, Math.sin(x!) + Math.exp(y!)],
    [3, -2],
    [
      [-12, 9],
      [Math.cos(3), Math.exp(-2)],
    ],
  ],
  ['log near the edge of its domain', ([x]) => [Math.log(x!)], [0.001], [[1000]]],
  ['a tall map', ([x]) => [x!, Math.tanh(x!), 1], [0.5], [[1], [1 - Math.tanh(0.5) ** 2], [0]]],
  ['a large argument with a small period', ([x]) => [Math.sin(x!)], [1e4], [[Math.cos(1e4)]]],
  ['a slow function of a large argument', ([x]) => [Math.sqrt(x!)], [4e6], [[0.00025]]],
  ['a kink beside the point', ([x]) => [Math.max(0, x!), Math.max(0, -x!)], [1e-6], [[1], [0]]],
];

test.each(maps)('%s', (_, map, x, expected) => {
  const computed = jacobian(map, x);
  expected.forEach((row, i) => {
    row.forEach(
      (value, j) =>
        void expect(Math.abs(computed[i]![j]! - value)).toBeLessThan(1e-10 * (1 + Math.abs(value))),
    );
    expect(computed[i]!.length).toBe(row.length);
  });
  expect(computed.length).toBe(expected.length);
});

test('extrapolation finds a smooth derivative to 1e-13 in a handful of steps', () => {
  let calls = 0;
  const [slope] = gradient(
    ([x]) => {
      calls++;
      return Math.sin(x!);
    },
    [0.5],
  );
  expect(Math.abs(slope! - Math.cos(0.5))).toBeLessThan(1e-13);
  expect(calls).toBeLessThanOrEqual(10);
});

test('the gradient of log Σ exp is the softmax', () => {
  const x = [1, 2, -0.5];
  const total = x.reduce((sum, value) => sum + Math.exp(value), 0);
  const computed = gradient((row) => Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)), x);
  x.forEach((value, i) => void expect(Math.abs(computed[i]! - Math.exp(value) / total)).toBeLessThan(1e-10));
});

test('the point itself is not moved', () => {
  const x = Float64Array.of(0.1, 0.7);
  jacobian((row) => row.map((value) => value ** 2), x);
  expect([...x]).toEqual([0.1, 0.7]);
});

test('a point outside the domain is refused', () => {
  expect(() => gradient((x) => Math.log(x[0]!), [-1])).toThrow(/No finite difference along x\[0\] = -1/);
});
