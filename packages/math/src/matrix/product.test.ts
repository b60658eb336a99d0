import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, matrices, RUNS } from './arbitrary-matrix.fixture.ts';
import { identityMatrix, matrix, matrixRows } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';

test('multiplies rows by columns', () => {
  const product = multiplyMatrices(
    matrix([[1, 2, 3]]),
    matrix([
      [1, 0],
      [0, 1],
      [2, 2],
    ]),
  );
  expect(matrixRows(product)).toEqual([[7, 8]]);
});

test('(A B)ᵀ = Bᵀ Aᵀ', () => {
  const law = fc.property(matrices(2, 3), matrices(3, 4), (a, b) => {
    const turned = multiplyMatrices(transposeMatrix(b), transposeMatrix(a));
    expect(distance(transposeMatrix(multiplyMatrices(a, b)), turned)).toBeLessThan(1e-10);
  });
  fc.assert(law, RUNS);
});

test('the identity changes nothing', () => {
  const law = fc.property(matrices(3, 2), (a) => {
    expect(distance(multiplyMatrices(identityMatrix(3), a), a)).toBe(0);
    expect(distance(multiplyMatrices(a, identityMatrix(2)), a)).toBe(0);
  });
  fc.assert(law, RUNS);
});

test('refuses sides that do not meet', () => {
  expect(() => multiplyMatrices(matrix([[1, 2]]), matrix([[1, 2]]))).toThrow(
    expect.objectContaining({
      code: 'shape-mismatch',
      argument: 'b',
      expected: '2 rows',
      received: '[1, 2]',
    }),
  );
});
