import { log, memory, neg, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { init, standardNormal } from '../index.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { productRule } from './gauss-kronrod.ts';
import { integrate, integrate2d, integrateDensity } from './integrate.ts';

beforeAll(() => init());

const normal = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const pointwise =
  (f: (x: number, y: number) => number) =>
  ({ rows, data }: Matrix) =>
    Float64Array.from({ length: rows }, (_, i) => f(data[2 * i]!, data[2 * i + 1]!));

test("Kronrod's rule is exact to degree 22, the Gauss rule to degree 13", () => {
  const moment = (degree: number, weight: 'weight' | 'mixed') =>
    productRule(1).reduce(
      (total, point) =>
        total + point.at[0]! ** degree * (weight === 'weight' ? point.weight : point.mixed[0]!),
      0,
    );
  const exact = (degree: number) => (degree % 2 === 0 ? 2 / (degree + 1) : 0);
  for (let degree = 0; degree <= 23; degree++)
    expect(moment(degree, 'weight')).toBeCloseTo(exact(degree), 14);
  for (let degree = 0; degree <= 13; degree++) expect(moment(degree, 'mixed')).toBeCloseTo(exact(degree), 14);
  expect(Math.abs(moment(24, 'weight') - exact(24))).toBeGreaterThan(1e-12);
  expect(Math.abs(moment(14, 'mixed') - exact(14))).toBeGreaterThan(1e-6);
});

test('the error is never less than the true one for polynomials of any degree', () => {
  const coefficients = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 });
  const law = fc.property(coefficients, (values) => {
    const polynomial = (x: number) => values.reduceRight((total, value) => total * x + value, 0);
    const exact = values.reduce((total, value, k) => total + (value * 2 ** (k + 1)) / (k + 1), 0);
    const { value, error } = integrate(polynomial, 0, 2);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(error + 1e-13 * values.length * 2 ** values.length);
  });
  fc.assert(law, { seed: 3, numRuns: 50 });
});

test.each([
  ['from −∞ to ∞', normal, -Infinity, Infinity, 1],
  ['from 0 to ∞', (x: number) => Math.exp(-x), 0, Infinity, 1],
  ['from −∞ to 1', (x: number) => Math.exp(x), -Infinity, 1, Math.E],
  ['a heavy tail', (x: number) => 1 / (Math.PI * (1 + x * x)), -Infinity, Infinity, 1],
  ['a root at the end', Math.sqrt, 0, 1, 2 / 3],
  ['a singular end', (x: number) => 1 / Math.sqrt(x), 0, 1, 2],
  ['a kink', (x: number) => Math.abs(x - 0.3), 0, 1, 0.29],
  ['a step', (x: number) => (x > 1 / 3 ? 1 : 0), 0, 1, 2 / 3],
  ['many waves', (x: number) => Math.sin(200 * x), 0, 1, (1 - Math.cos(200)) / 200],
  ['a narrow peak', (x: number) => normal((x - 0.4) * 1000) * 1000, 0, 1, 1],
])('%s', (_, f, from, to, exact) => {
  const { value, error, converged } = integrate(f, from, to);
  expect(converged).toBe(true);
  expect(Math.abs(value - exact)).toBeLessThan(2e-9);
  expect(error).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
});

test('two dimensions: a product of normal densities, over boxes finite and not', () => {
  const line = { from: -Infinity, to: Infinity };
  const side = { from: -8, to: 8 };
  const f = pointwise((x, y) => normal(x) * normal(3 * y - x) * 3);
  expect(integrate2d(f, line, line, { tolerance: 1e-7 }).value).toBeCloseTo(1, 7);
  expect(integrate2d(f, side, side, { tolerance: 1e-7 }).value).toBeCloseTo(1, 7);
});

test('two dimensions: a disc, whose edge lies across the boxes', () => {
  const side = { from: -1, to: 1 };
  const disc = pointwise((x, y) => (x * x + y * y < 1 ? 1 : 0));
  const { value, converged } = integrate2d(disc, side, side, { tolerance: 0.01 });
  expect(converged).toBe(true);
  expect(Math.abs(value - Math.PI)).toBeLessThan(0.01);
});

test('only the axis that needs it is divided', () => {
  const side = { from: 0, to: 1 };
  const rough = integrate2d(
    pointwise((x) => Math.abs(x - 1 / 3)),
    side,
    side,
  );
  const rougher = integrate2d(
    pointwise((x, y) => Math.abs(x - 1 / 3) * Math.abs(y - 1 / 3)),
    side,
    side,
  );
  expect(rough.value).toBeCloseTo(5 / 18, 8);
  expect(rougher.value).toBeCloseTo((5 / 18) ** 2, 8);
  expect(rough.evaluations).toBeLessThan(rougher.evaluations);
});

test('stops where it may spend no more, and says that it did not converge', () => {
  const result = integrate((x) => (x > 1 / 3 ? 1 : 0), 0, 1, { tolerance: 1e-15, maxEvaluations: 300 });
  expect(result.converged).toBe(false);
  expect(result.evaluations).toBeLessThanOrEqual(300);
  expect(Math.abs(result.value - 2 / 3)).toBeLessThanOrEqual(result.error);
});

test('a density of tensors in one dimension and in two', () => {
  for (const features of [1, 2] as const) {
    const { logProb } = standardNormal({ features });
    const side = { from: -7, to: 7 };
    const { value, converged } = integrateDensity(logProb, features === 1 ? [side] : [side, side]);
    expect(converged).toBe(true);
    expect(value).toBeCloseTo(1, 5);
  }
});

test('a density that lacks its constant shows it', () => {
  const energy = (x: Tensor) => neg(sum(square(x), 1));
  expect(integrateDensity(energy, [{ from: -6, to: 6 }]).value).toBeCloseTo(Math.sqrt(Math.PI), 4);
});

test('a value that is not finite is refused, with its point', () => {
  expect(() => integrate((x) => (x > 0.9 ? Number.NaN : 1), 0, 1)).toThrow(
    expect.objectContaining({ code: 'not-finite', received: 'NaN' }),
  );
  expect(() => integrateDensity((x) => log(neg(square(sum(x, 1)))), [{ from: -1, to: 1 }])).toThrow(
    expect.objectContaining({ code: 'not-finite' }),
  );
});

test('an empty interval and a wrong number of values are refused', () => {
  expect(() => integrate(normal, 1, 1)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  const side = { from: 0, to: 1 };
  expect(() => integrate2d(() => [1], side, side)).toThrow(
    expect.objectContaining({ code: 'shape-mismatch' }),
  );
});

test('no tensor is left behind', () => {
  const { logProb } = standardNormal({ features: 1 });
  const before = memory().numTensors;
  integrateDensity(logProb, [{ from: -6, to: 6 }]);
  expect(memory().numTensors).toBe(before);
});
