import { portableLog } from '@flow/backend';
import { type Lu, lu } from './lu.ts';
import { type Matrix, squareMatrix } from './matrix.ts';

/** det = sign · exp(logAbsDet); a singular matrix has sign 0 and −Infinity. */
export type SignedLogDet = { readonly sign: 1 | -1 | 0; readonly logAbsDet: number };

/**
 * Sign and logarithm of the absolute value of a determinant, by LU with partial pivoting in float64: no
 * overflow where det itself would.
 *
 * log|det A| = Σ log|u_ii|
 *
 * @param matrix n² values, row-major
 * @param n the side of the matrix
 * @throws shape-mismatch, invalid-argument, not-finite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.4
 * @example
 * ```ts
 * slogdet([0, 2, 3, 0], 2); // { sign: -1, logAbsDet: 1.791759469228 }
 * slogdet([1, 2, 2, 4], 2); // { sign: 0, logAbsDet: -Infinity }
 * ```
 */
export function slogdet(matrix: ArrayLike<number>, n: number): SignedLogDet {
  return slogdetOfLu(lu(squareMatrix(matrix, n)));
}

/**
 * Sign and log|det| of a factorisation that is there already.
 *
 * @example
 * ```ts
 * slogdetOfLu(lu(matrix([[2, 0], [0, 0.5]]))); // { sign: 1, logAbsDet: 0 }
 * ```
 */
export function slogdetOfLu({ size, packed, permutationSign }: Lu): SignedLogDet {
  let sign: 1 | -1 | 0 = permutationSign;
  let logAbsDet = 0;
  for (let i = 0; i < size; i++) {
    const pivot = packed[i * size + i] as number;
    if (pivot === 0) return { sign: 0, logAbsDet: -Infinity };
    if (pivot < 0) sign = sign === 1 ? -1 : 1;
    logAbsDet += portableLog(Math.abs(pivot));
  }
  return { sign, logAbsDet };
}

/**
 * The determinant by LU with partial pivoting, det A = det P · Π u_ii: n³/3 operations, where Leibniz's sum
 * has n! terms. It overflows where `slogdet` does not.
 *
 * @param a [n, n]; the determinant of an empty matrix is 1
 * @throws shape-mismatch, not-finite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.4
 * @example
 * ```ts
 * determinant(matrix([[0, 2], [3, 4]])); // -6
 * ```
 */
export function determinant(a: Matrix): number {
  const { size, packed, permutationSign } = lu(a);
  let product: number = permutationSign;
  for (let i = 0; i < size; i++) product *= packed[i * size + i] as number;
  return product;
}
