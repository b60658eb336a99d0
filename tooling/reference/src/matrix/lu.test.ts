import { expect, test } from 'vitest';
import { expectValues } from '../matchers.fixture.ts';
import { factorise, multiplyVector, pivotsOf, product, solve, squareMatrix } from './lu.ts';

test('a matrix is read by rows', () => {
  expect(squareMatrix([1, 2, 3, 4])).toEqual([Float64Array.of(1, 2), Float64Array.of(3, 4)]);
  expect(() => squareMatrix([1, 2, 3])).toThrow(/3 values do not make a square matrix/);
});

test('products are rows times columns', () => {
  const a = squareMatrix([1, 2, 3, 4]);
  expect(product(a, squareMatrix([0, 1, 5, 0]))).toEqual([Float64Array.of(10, 1), Float64Array.of(20, 3)]);
  expect(multiplyVector(a, Float64Array.of(5, -1))).toEqual(Float64Array.of(3, 11));
});

test('elimination takes the largest pivot: a zero corner and a tiny one lose nothing', () => {
  expectValues(solve(factorise(squareMatrix([0, 2, 3, 1])), [10, 8]), [1, 5]);
  expectValues(solve(factorise(squareMatrix([1e-20, 1, 1, 1])), [1, 2]), [1, 1]);
});

test('the pivots of [1 2; 4 2] are 4 and 1.5', () => {
  expect(pivotsOf(factorise(squareMatrix([1, 2, 4, 2])))).toEqual([4, 1.5]);
});

test('solve undoes multiplication with rows that change places twice', () => {
  const a = squareMatrix([0, 2, 1, 1, 0, 0, 3, 1, 1]);
  expectValues(solve(factorise(a), multiplyVector(a, Float64Array.of(1, -2, 3))), [1, -2, 3]);
});
