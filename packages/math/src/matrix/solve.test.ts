import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, matrices, RUNS } from './arbitrary-matrix.fixture.ts';
import { conditionNumber } from './condition.ts';
import { identityMatrix, type Matrix, matrix } from './matrix.ts';
import { multiplyMatrices } from './product.ts';
import { inverse, solve } from './solve.ts';

const systems = fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(matrices(n), matrices(n, 2)));

function hilbert(n: number): Matrix {
  return matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1))));
}

test('A X = B', () => {
  const law = fc.property(systems, ([a, b]) => {
    fc.pre(conditionNumber(a) < 1e6);
    expect(distance(multiplyMatrices(a, solve(a, b)), b)).toBeLessThan(1e-8);
  });
  fc.assert(law, RUNS);
});

test('A A⁻¹ = A⁻¹ A = I', () => {
  const law = fc.property(systems, ([a]) => {
    fc.pre(conditionNumber(a) < 1e6);
    const [inverted, identity] = [inverse(a), identityMatrix(a.rows)];
    expect(distance(multiplyMatrices(a, inverted), identity)).toBeLessThan(1e-8);
    expect(distance(multiplyMatrices(inverted, a), identity)).toBeLessThan(1e-8);
  });
  fc.assert(law, RUNS);
});

test('a singular matrix is refused', () => {
  const a = matrix([
    [1, 2],
    [2, 4],
  ]);
  expect(() => inverse(a)).toThrow(expect.objectContaining({ code: 'singular', received: 'Infinity' }));
  expect(() => solve(a, matrix([[1], [2]]))).toThrow(expect.objectContaining({ code: 'singular' }));
});

test('a nearly singular matrix is refused where no digit would be right', () => {
  expect(() =>
    inverse(
      matrix([
        [1, 1],
        [1, 1 + 2 ** -52],
      ]),
    ),
  ).toThrow(expect.objectContaining({ code: 'singular' }));
  expect(() => inverse(hilbert(14))).toThrow(expect.objectContaining({ code: 'singular' }));
});

test('a badly conditioned matrix is solved as well as float64 can', () => {
  const a = hilbert(8);
  const ones: Matrix = { rows: 8, columns: 1, data: new Float64Array(8).fill(1) };
  expect(distance(solve(a, multiplyMatrices(a, ones)), ones)).toBeLessThan(1e-15 * conditionNumber(a));
});

test('rows of very different size are no reason to refuse', () => {
  const inverted = inverse(
    matrix([
      [1, 0],
      [0, 1e-30],
    ]),
  );
  expect(inverted.data[3]).toBeCloseTo(1e30, -16);
});
