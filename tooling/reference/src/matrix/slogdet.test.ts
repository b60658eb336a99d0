import { expect, test } from 'vitest';
import { expectClose } from '../matchers.fixture.ts';
import { squareMatrix } from './lu.ts';
import { slogdet } from './slogdet.ts';

test.each([
  [[2, 1, 1, 3], 5],
  [[0, 1, 1, 0], -1],
  [[0, 2, 1, 1, 0, 0, 3, 1, 1], -1],
  [[2, 1, 0, 4, 1, 4, -2, -4, 12.5], -1],
  [[1, 0, 0, 0, 0, 3, 0, -2, 0], 6],
])('det of %j is %d', (values, determinant) => {
  const { sign, logAbsDet } = slogdet(squareMatrix(values));
  expect(sign).toBe(Math.sign(determinant));
  expectClose(logAbsDet, Math.log(Math.abs(determinant)));
});

test('a singular matrix has sign 0 and log-det −∞', () => {
  expect(slogdet(squareMatrix([1, 2, 2, 4]))).toEqual({ sign: 0, logAbsDet: Number.NEGATIVE_INFINITY });
});

test('determinants beyond the range of a number are within that of their logarithm', () => {
  const size = 400;
  const values = Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1e-3 : 0));
  expectClose(slogdet(squareMatrix(values)).logAbsDet, size * Math.log(1e-3));
});
