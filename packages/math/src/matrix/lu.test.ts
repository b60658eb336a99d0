import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, RUNS, squareMatrices } from './arbitrary-matrix.fixture.ts';
import { lu, unpackLu } from './lu.ts';
import { entry, matrix } from './matrix.ts';
import { multiplyMatrices } from './product.ts';

test('P A = L U with a unit lower L, an upper U and multipliers of at most 1', () => {
  const law = fc.property(squareMatrices(7), (a) => {
    const { permutation, lower, upper } = unpackLu(lu(a));
    expect(distance(multiplyMatrices(permutation, a), multiplyMatrices(lower, upper))).toBeLessThan(
      1e-12 * 10 * 7,
    );
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < a.rows; j++) {
        if (i < j) expect(entry(lower, i, j)).toBe(0);
        if (i > j) expect(entry(upper, i, j)).toBe(0);
        expect(Math.abs(entry(lower, i, j))).toBeLessThanOrEqual(1);
      }
      expect(entry(lower, i, i)).toBe(1);
    }
  });
  fc.assert(law, RUNS);
});

test('takes the largest pivot of the column', () => {
  expect([
    ...lu(
      matrix([
        [1e-20, 1],
        [1, 1],
      ]),
    ).permutation,
  ]).toEqual([1, 0]);
});

test('factorises a singular matrix and leaves its input alone', () => {
  const a = matrix([
    [1, 2],
    [2, 4],
  ]);
  expect(lu(a).packed[3]).toBe(0);
  expect([...a.data]).toEqual([1, 2, 2, 4]);
});

test('refuses what is not finite or not square', () => {
  expect(() => lu(matrix([[Infinity]]))).toThrow(expect.objectContaining({ code: 'not-finite' }));
  expect(() => lu(matrix([[1, 2]]))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
});
