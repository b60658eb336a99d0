import { FlowError } from '@flow/backend';
import { checkFinite, checkSquare, entry, type Matrix } from './matrix.ts';

/** How far a[i][j] and a[j][i] may differ, relative to the largest entry: float32 input is symmetric to 1e-7. */
const ASYMMETRY = 1e-6;

/**
 * The Cholesky factor of a symmetric positive definite matrix, A = L Lᵀ, in float64.
 *
 * @param a [n, n]; its lower triangle is read
 * @returns the lower triangular L with a positive diagonal, [n, n]
 * @throws shape-mismatch, not-finite, invalid-argument where A is not symmetric or not positive definite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), algorithm 4.2.1
 * @example
 * ```ts
 * matrixRows(cholesky(matrix([[4, 2], [2, 10]]))); // [[2, 0], [1, 3]]
 * ```
 */
export function cholesky(a: Matrix): Matrix {
  const size = checkSquare(a);
  checkFinite(a);
  checkSymmetric(a);
  const l: Matrix = { rows: size, columns: size, data: new Float64Array(size * size) };
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = entry(a, row, column);
      for (let k = 0; k < column; k++) rest -= entry(l, row, k) * entry(l, column, k);
      l.data[row * size + column] =
        row === column ? positiveRoot(rest, row) : rest / entry(l, column, column);
    }
  }
  return l;
}

function positiveRoot(pivot: number, row: number): number {
  if (pivot > 0) return Math.sqrt(pivot);
  throw new FlowError('invalid-argument', {
    argument: 'matrix',
    message: 'The matrix is not positive definite, so it is no covariance.',
    expected: `a pivot above 0 in row ${row}`,
    received: String(pivot),
  });
}

function checkSymmetric(a: Matrix): void {
  const largest = a.data.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  for (let row = 0; row < a.rows; row++) {
    for (let column = 0; column < row; column++) {
      const [below, above] = [entry(a, row, column), entry(a, column, row)];
      if (Math.abs(below - above) <= ASYMMETRY * largest) continue;
      throw new FlowError('invalid-argument', {
        argument: `matrix[${row}][${column}]`,
        message: 'The matrix is not symmetric.',
        expected: String(above),
        received: String(below),
      });
    }
  }
}
