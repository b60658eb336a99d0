import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, matrices, RUNS } from './arbitrary-matrix.fixture.ts';
import { entry, identityMatrix, matrix, matrixRows } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';
import { qr } from './qr.ts';

const sides = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
const rectangles = sides.chain(([rows, columns]) => matrices(rows, columns));

test('A = Q R', () => {
  const law = fc.property(rectangles, (a) => {
    const { q, r } = qr(a);
    expect(distance(multiplyMatrices(q, r), a)).toBeLessThan(1e-12 * 60);
  });
  fc.assert(law, RUNS);
});

test('Q has orthonormal columns', () => {
  const law = fc.property(rectangles, (a) => {
    const { q } = qr(a);
    const gram = multiplyMatrices(transposeMatrix(q), q);
    expect(distance(gram, identityMatrix(q.columns))).toBeLessThan(1e-13);
  });
  fc.assert(law, RUNS);
});

test('R is upper triangular with a diagonal that is not negative', () => {
  const law = fc.property(rectangles, (a) => {
    const { r } = qr(a);
    for (let i = 0; i < r.rows; i++) {
      expect(entry(r, i, i)).toBeGreaterThanOrEqual(0);
      for (let j = 0; j < i; j++) expect(entry(r, i, j)).toBe(0);
    }
  });
  fc.assert(law, RUNS);
});

test('a matrix without full rank still has an orthonormal Q', () => {
  const { q, r } = qr(
    matrix([
      [0, 0],
      [0, 3],
    ]),
  );
  expect(distance(multiplyMatrices(transposeMatrix(q), q), identityMatrix(2))).toBeLessThan(1e-15);
  expect(
    distance(
      multiplyMatrices(q, r),
      matrix([
        [0, 0],
        [0, 3],
      ]),
    ),
  ).toBeLessThan(1e-15);
});

test('entries near the ends of float64 do not overflow', () => {
  expect(matrixRows(qr(matrix([[3e200], [4e200]])).r)[0]![0]! / 5e200).toBeCloseTo(1, 12);
  expect(matrixRows(qr(matrix([[3e-200], [4e-200]])).r)[0]![0]! / 5e-200).toBeCloseTo(1, 12);
});
