import { FlowError } from '@flow/backend';
import { checkSquare, entry, type Matrix } from './matrix.ts';

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
  return mapColumns(b, (column) => substitute(t, column, options));
}

/** Solves for one column, in place; the diagonal holds no zero. */
export function substitute(
  t: Matrix,
  column: Float64Array,
  { triangle, unitDiagonal = false, transposed = false }: TriangularOptions,
): Float64Array {
  const size = t.rows;
  const downwards = (triangle === 'lower') !== transposed;
  for (let step = 0; step < size; step++) {
    const i = downwards ? step : size - 1 - step;
    let value = column[i] as number;
    for (let j = downwards ? 0 : i + 1; j < (downwards ? i : size); j++) {
      value -= (transposed ? entry(t, j, i) : entry(t, i, j)) * (column[j] as number);
    }
    column[i] = unitDiagonal ? value : value / entry(t, i, i);
  }
  return column;
}

/** Applies `solve` to a copy of each column of B. */
export function mapColumns(b: Matrix, solve: (column: Float64Array) => Float64Array): Matrix {
  const data = new Float64Array(b.data.length);
  for (let k = 0; k < b.columns; k++) {
    const solved = solve(Float64Array.from({ length: b.rows }, (_, row) => entry(b, row, k)));
    for (let row = 0; row < b.rows; row++) data[row * b.columns + k] = solved[row] as number;
  }
  return { rows: b.rows, columns: b.columns, data };
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
