import { FlowError } from '@flow/backend';
import { skeelCondition } from './condition.ts';
import { type Lu, lu } from './lu.ts';
import { identityMatrix, type Matrix } from './matrix.ts';
import { solveLuVector } from './solve-lu.ts';
import { checkRightSide, mapColumns } from './triangular.ts';

/**
 * Solves A X = B by LU with partial pivoting in float64.
 *
 * A matrix that is singular, or so near to it that no digit of X would be right (Skeel's condition number
 * above 2⁵²; scaling the rows does not change it), is refused.
 *
 * @param a [n, n]
 * @param b [n, k]
 * @returns X, [n, k]
 * @throws shape-mismatch, not-finite, singular
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.4; Skeel, "Scaling for numerical
 * stability in Gaussian elimination" (1979)
 * @example
 * ```ts
 * matrixRows(solve(matrix([[0, 2], [4, 0]]), matrix([[6], [4]]))); // [[1], [3]]
 * ```
 */
export function solve(a: Matrix, b: Matrix): Matrix {
  const factors = lu(a);
  checkRightSide(factors.size, b);
  refuseSingular(a, factors);
  return mapColumns(b, (column) => solveLuVector(factors, column));
}

/**
 * The inverse by LU with partial pivoting in float64; singular and nearly singular matrices are refused as
 * in `solve`.
 *
 * @param a [n, n]
 * @returns A⁻¹, [n, n]
 * @throws shape-mismatch, not-finite, singular
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.4
 * @example
 * ```ts
 * matrixRows(inverse(matrix([[0, 2], [4, 0]]))); // [[0, 0.25], [0.5, 0]]
 * ```
 */
export function inverse(a: Matrix): Matrix {
  return solve(a, identityMatrix(a.rows));
}

function refuseSingular(a: Matrix, factors: Lu): void {
  const condition = skeelCondition(a, factors);
  if (condition < 1 / Number.EPSILON) return;
  throw new FlowError('singular', {
    argument: 'matrix',
    message: 'The matrix has no inverse that float64 could tell.',
    expected: 'a condition number below 4.5e15',
    received: condition.toPrecision(2),
  });
}
