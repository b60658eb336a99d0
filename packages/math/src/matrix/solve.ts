import { FlowError } from '@flow/backend';
import { skeelCondition, skeelOfInverse } from './condition.ts';
import { lu } from './lu.ts';
import type { Matrix } from './matrix.ts';
import { invertLu, isExactlySingular, solveLu } from './solve-lu.ts';
import { checkRightSide } from './triangular.ts';

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
  refuseSingular(skeelCondition(a, factors));
  return { ...b, data: solveLu(factors, b.data, b.columns) };
}

/**
 * The inverse by LU with partial pivoting in float64; singular and nearly singular matrices are refused as
 * in `solve`.
 *
 * @param a [n, n]
 * @param factors of `a`, where they are there already
 * @returns A⁻¹, [n, n]
 * @throws shape-mismatch, not-finite, singular
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.4
 * @example
 * ```ts
 * matrixRows(inverse(matrix([[0, 2], [4, 0]]))); // [[0, 0.25], [0.5, 0]]
 * ```
 */
export function inverse(a: Matrix, factors = lu(a)): Matrix {
  const inverted = invertLu(factors);
  refuseSingular(isExactlySingular(factors) ? Infinity : skeelOfInverse(a, inverted));
  return inverted;
}

function refuseSingular(condition: number): void {
  if (condition < 1 / Number.EPSILON) return;
  throw new FlowError('singular', {
    argument: 'matrix',
    message: 'The matrix has no inverse that float64 could tell.',
    expected: 'a condition number below 4.5e15',
    received: condition.toPrecision(2),
  });
}
