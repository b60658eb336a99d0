import { FlowError } from '@flow/backend';
import { checkSquare, entry, type Matrix } from './matrix.ts';
import { divideBy, subtractScaled } from './row-operations.ts';

export type TriangularOptions = {
  /** The triangle that holds T; the other one is not read. */
  readonly triangle: 'lower' | 'upper';
  /** Read the diagonal as ones; default false. */
  readonly unitDiagonal?: boolean;
  /** Solve Tᵀ X = B instead; default false. */
  readonly transposed?: boolean;
};

/**
 * Solves T X = B for a triangular T by substitution, n² operations a column.
 *
 * @param t [n, n]
 * @param b [n, k]
 * @returns X, [n, k]
 * @throws shape-mismatch, singular where the diagonal holds a zero
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 3.1
 * @example
 * ```ts
 * const t = matrix([[2, 0], [1, 4]]);
 * matrixRows(solveTriangular(t, matrix([[2], [9]]), { triangle: 'lower' })); // [[1], [2]]
 * ```
 */
export function solveTriangular(t: Matrix, b: Matrix, options: TriangularOptions): Matrix {
  const size = checkSquare(t);
  checkRightSide(size, b);
  if (options.unitDiagonal !== true) checkDiagonal(t);
  const data = substitute(t, b.data.slice(), b.columns, options);
  return { rows: b.rows, columns: b.columns, data };
}

/** Solves for the columns of `x`, [n, columns], in place and all at once; the diagonal holds no zero. */
export function substitute(
  { rows: size, data }: Matrix,
  x: Float64Array,
  columns: number,
  { triangle, unitDiagonal = false, transposed = false }: TriangularOptions,
): Float64Array {
  const downwards = (triangle === 'lower') !== transposed;
  const down = transposed ? 1 : size;
  const right = transposed ? size : 1;
  for (let step = 0; step < size; step++) {
    const i = downwards ? step : size - 1 - step;
    const end = downwards ? i : size;
    for (let j = downwards ? 0 : i + 1; j < end; j++) {
      subtractScaled(x, i * columns, j * columns, columns, data[i * down + j * right] as number);
    }
    if (!unitDiagonal) divideBy(x, i * columns, columns, data[i * (size + 1)] as number);
  }
  return x;
}

/** @throws shape-mismatch */
export function checkRightSide(size: number, b: Matrix): void {
  if (b.rows === size) return;
  throw new FlowError('shape-mismatch', {
    argument: 'b',
    message: 'The right side has a row for each row of the matrix.',
    expected: `${size} rows`,
    received: `[${b.rows}, ${b.columns}]`,
  });
}

function checkDiagonal(t: Matrix): void {
  for (let i = 0; i < t.rows; i++) {
    if (entry(t, i, i) !== 0) continue;
    throw new FlowError('singular', {
      argument: `t[${i}][${i}]`,
      message: 'A triangular matrix with a zero on its diagonal has no inverse.',
      received: '0',
    });
  }
}
