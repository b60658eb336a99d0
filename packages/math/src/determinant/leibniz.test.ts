import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hadamardBound, RUNS, squareMatrices } from '../matrix/arbitrary-matrix.fixture.ts';
import { entry, identityMatrix, matrix } from '../matrix/matrix.ts';
import { determinant } from '../matrix/slogdet.ts';
import { cofactorDeterminant, cofactorTerms } from './cofactor.ts';
import { leibnizDeterminant, leibnizTerms } from './leibniz.ts';
import { inversions } from './parity.ts';

test('Leibniz = cofactors = LU', () => {
  const law = fc.property(squareMatrices(6), (a) => {
    const exact = leibnizDeterminant(a);
    const tolerance = 1e-12 * hadamardBound(a);
    expect(Math.abs(cofactorDeterminant(a) - exact)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(determinant(a) - exact)).toBeLessThanOrEqual(tolerance);
  });
  fc.assert(law, RUNS);
});

test('every row expands to the same determinant', () => {
  const law = fc.property(squareMatrices(5), (a) => {
    const exact = leibnizDeterminant(a);
    for (let row = 0; row < a.rows; row++) {
      const sum = cofactorTerms(a, row).reduce((total, { term }) => total + term, 0);
      expect(Math.abs(sum - exact)).toBeLessThanOrEqual(1e-12 * hadamardBound(a));
    }
  });
  fc.assert(law, RUNS);
});

test('a term holds its permutation, its inversions, its entries and their signed product', () => {
  const a = matrix([
    [2, 3, 5],
    [7, 11, 13],
    [17, 19, 23],
  ]);
  const all = [...leibnizTerms(a)];
  expect(all).toHaveLength(6);
  expect(all[1]).toEqual({
    permutation: [0, 2, 1],
    inversions: 1,
    sign: -1,
    factors: [2, 13, 19],
    product: 494,
    term: -494,
  });
  for (const { permutation, ...rest } of all) {
    expect(rest.inversions).toBe(inversions(permutation));
    expect(rest.factors).toEqual(permutation.map((column, row) => entry(a, row, column)));
    expect(rest.term).toBe(rest.sign * rest.factors.reduce((x, y) => x * y));
  }
});

test('a cofactor term holds its minor', () => {
  const a = matrix([
    [2, 3, 5],
    [7, 11, 13],
    [17, 19, 23],
  ]);
  const { minor, minorDeterminant, sign, term } = cofactorTerms(a, 1)[2]!;
  expect([...minor.data]).toEqual([2, 3, 17, 19]);
  expect([minorDeterminant, sign, term]).toEqual([-13, -1, 169]);
});

test('of a triangular matrix only the identity permutation gives a term that is not 0', () => {
  const triangular = matrix([
    [2, 0, 0],
    [4, 3, 0],
    [1, 5, 7],
  ]);
  const alive = [...leibnizTerms(triangular)].filter(({ product }) => product !== 0);
  expect(alive.map(({ permutation, term }) => ({ permutation, term }))).toEqual([
    { permutation: [0, 1, 2], term: 42 },
  ]);
});

test('an empty matrix has determinant 1 by all of them', () => {
  expect([leibnizDeterminant, cofactorDeterminant, determinant].map((f) => f(matrix([])))).toEqual([1, 1, 1]);
});

test('9 x 9 is expanded, 10 x 10 is refused with the count of its terms, before any work', () => {
  expect(cofactorDeterminant(identityMatrix(9))).toBe(1);
  expect(leibnizTerms(identityMatrix(9)).next().value?.term).toBe(1);
  for (const f of [leibnizTerms, leibnizDeterminant, cofactorTerms, cofactorDeterminant]) {
    expect(() => f(identityMatrix(10))).toThrow(/10! = 3,628,800 permutations/);
    expect(() => f(identityMatrix(10))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', received: '[10, 10]' }),
    );
  }
  expect(() => leibnizTerms(identityMatrix(30))).toThrow(/30! = 2.65e\+32 permutations/);
});

test('a row that is not there and a rectangle are refused', () => {
  expect(() => cofactorTerms(identityMatrix(2), 2)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'row', received: '2' }),
  );
  expect(() => leibnizTerms(matrix([[1, 2]]))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
});
