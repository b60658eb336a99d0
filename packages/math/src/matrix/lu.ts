import { checkFinite, checkSquare, identityMatrix, type Matrix } from './matrix.ts';
import { exchange, subtractScaled } from './row-operations.ts';

/** P A = L U, packed: U in the upper triangle, the multipliers of the unit lower L below it. */
export type Lu = {
  /** n. */
  readonly size: number;
  /** L and U in one n x n row-major array. */
  readonly packed: Float64Array;
  /** Row i of P A is row `permutation[i]` of A. */
  readonly permutation: Int32Array;
  /** det P. */
  readonly permutationSign: 1 | -1;
};

/**
 * LU factorisation with partial pivoting, P A = L U, in float64. A singular matrix factorises too: U then
 * has a zero on its diagonal.
 *
 * @param a [n, n]
 * @throws shape-mismatch, not-finite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), algorithm 3.4.1
 * @example
 * ```ts
 * const { packed, permutationSign } = lu(matrix([[0, 2], [4, 1]]));
 * Array.from(packed); // [4, 1, 0, 2]
 * permutationSign; // -1
 * ```
 */
export function lu(a: Matrix): Lu {
  const size = checkSquare(a);
  checkFinite(a);
  const packed = a.data.slice();
  const permutation = Int32Array.from({ length: size }, (_, row) => row);
  let permutationSign: 1 | -1 = 1;
  for (let step = 0; step < size; step++) {
    const pivot = pivotRow(packed, size, step);
    if (pivot !== step) {
      exchange(packed, step * size, pivot * size, size);
      const row = permutation[step] as number;
      permutation[step] = permutation[pivot] as number;
      permutation[pivot] = row;
      permutationSign = permutationSign === 1 ? -1 : 1;
    }
    if (packed[step * size + step] !== 0) eliminate(packed, size, step);
  }
  return { size, packed, permutation, permutationSign };
}

/**
 * The three factors of P A = L U as matrices of their own.
 *
 * @returns each [n, n]: `permutation` P, unit lower `lower` L, `upper` U
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * const { permutation, lower, upper } = unpackLu(lu(matrix([[1, 2], [2, 6]])));
 * matrixRows(lower); // [[1, 0], [0.5, 1]]
 * matrixRows(upper); // [[2, 6], [0, -1]]
 * matrixRows(permutation); // [[0, 1], [1, 0]]
 * ```
 */
export function unpackLu({ size, packed, permutation }: Lu): {
  permutation: Matrix;
  lower: Matrix;
  upper: Matrix;
} {
  const lower = identityMatrix(size);
  const upper: Matrix = { rows: size, columns: size, data: packed.slice() };
  const rowOrder: Matrix = { rows: size, columns: size, data: new Float64Array(size * size) };
  for (let row = 0; row < size; row++) {
    lower.data.set(packed.subarray(row * size, row * size + row), row * size);
    upper.data.fill(0, row * size, row * size + row);
    rowOrder.data[row * size + (permutation[row] as number)] = 1;
  }
  return { permutation: rowOrder, lower, upper };
}

function pivotRow(packed: Float64Array, size: number, step: number): number {
  let best = step;
  let largest = -1;
  for (let row = step; row < size; row++) {
    const value = Math.abs(packed[row * size + step] as number);
    if (value > largest) {
      largest = value;
      best = row;
    }
  }
  return best;
}

function eliminate(packed: Float64Array, size: number, step: number): void {
  const diagonal = step * (size + 1);
  const pivot = packed[diagonal] as number;
  for (let row = step + 1; row < size; row++) {
    const at = row * size + step;
    const multiplier = (packed[at] as number) / pivot;
    packed[at] = multiplier;
    if (multiplier !== 0) subtractScaled(packed, at + 1, diagonal + 1, size - step - 1, multiplier);
  }
}
