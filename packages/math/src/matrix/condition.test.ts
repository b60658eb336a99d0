import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUNS, squareMatrices } from './arbitrary-matrix.fixture.ts';
import { conditionNumber } from './condition.ts';
import { entry, identityMatrix, type Matrix, matrix } from './matrix.ts';
import { inverse } from './solve.ts';

function norm1(a: Matrix): number {
  let largest = 0;
  for (let column = 0; column < a.columns; column++) {
    let sum = 0;
    for (let row = 0; row < a.rows; row++) sum += Math.abs(entry(a, row, column));
    largest = Math.max(largest, sum);
  }
  return largest;
}

function exactCondition(a: Matrix): number {
  return norm1(a) * norm1(inverse(a));
}

test('never exceeds ‖A‖₁ ‖A⁻¹‖₁ and is of its size', () => {
  const law = fc.property(squareMatrices(8), (a) => {
    const estimate = conditionNumber(a);
    fc.pre(estimate < 1e8);
    expect(estimate).toBeLessThanOrEqual(exactCondition(a) * (1 + 1e-6));
    expect(estimate).toBeGreaterThanOrEqual(exactCondition(a) / 10);
  });
  fc.assert(law, RUNS);
});

test('is within a factor of 3 of it for 98 of 100 matrices, and exact for 90', () => {
  const sample = fc.sample(squareMatrices(8), RUNS).filter((a) => conditionNumber(a) < 1e8);
  const near = sample.filter((a) => conditionNumber(a) >= exactCondition(a) / 3);
  expect(sample.length).toBeGreaterThan(150);
  const exact = sample.filter((a) => conditionNumber(a) > exactCondition(a) * 0.999999);
  expect(near.length / sample.length).toBeGreaterThanOrEqual(0.98);
  expect(exact.length / sample.length).toBeGreaterThanOrEqual(0.9);
});

test('is 1 for the identity, Infinity for a singular matrix, 0 for an empty one', () => {
  expect(conditionNumber(identityMatrix(5))).toBeCloseTo(1, 12);
  expect(
    conditionNumber(
      matrix([
        [0, 1],
        [0, 2],
      ]),
    ),
  ).toBe(Infinity);
  expect(conditionNumber(matrix([[0]]))).toBe(Infinity);
  expect(conditionNumber(matrix([]))).toBe(0);
});

test('knows the Hilbert matrix of side 3', () => {
  const third = matrix([
    [1, 1 / 2, 1 / 3],
    [1 / 2, 1 / 3, 1 / 4],
    [1 / 3, 1 / 4, 1 / 5],
  ]);
  expect(conditionNumber(third)).toBeCloseTo(748, 8);
});
