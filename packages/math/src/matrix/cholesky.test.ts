import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, RUNS, squareMatrices } from './arbitrary-matrix.fixture.ts';
import { cholesky } from './cholesky.ts';
import { entry, identityMatrix, matrix } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';

test('A = L Lᵀ with a lower triangular L of positive diagonal', () => {
  const law = fc.property(squareMatrices(6), (b) => {
    const gram = multiplyMatrices(b, transposeMatrix(b));
    const identity = identityMatrix(b.rows);
    const a = { ...gram, data: gram.data.map((value, i) => value + identity.data[i]!) };
    const l = cholesky(a);
    expect(distance(multiplyMatrices(l, transposeMatrix(l)), a)).toBeLessThan(1e-10);
    for (let i = 0; i < l.rows; i++) {
      expect(entry(l, i, i)).toBeGreaterThan(0);
      for (let j = i + 1; j < l.rows; j++) expect(entry(l, i, j)).toBe(0);
    }
  });
  fc.assert(law, RUNS);
});

test('refuses what is not positive definite and names the row', () => {
  expect(() =>
    cholesky(
      matrix([
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      expected: 'a pivot above 0 in row 1',
      received: '-3',
    }),
  );
});

test('refuses what is not symmetric, but not for the last digit of a float32', () => {
  expect(() =>
    cholesky(
      matrix([
        [1, 0.5],
        [0.4, 1],
      ]),
    ),
  ).toThrow(expect.objectContaining({ code: 'invalid-argument', argument: 'matrix[1][0]' }));
  expect(
    entry(
      cholesky(
        matrix([
          [1, 0.5 + 1e-8],
          [0.5, 1],
        ]),
      ),
      1,
      0,
    ),
  ).toBe(0.5);
});
