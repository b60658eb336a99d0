import { FlowError } from '@flow/backend';
import { checkSquare, entry, type Matrix } from '../matrix/matrix.ts';
import { checkExpansion } from './expansion-size.ts';

/** One term of an expansion along a row. */
export type CofactorTerm = {
  readonly row: number;
  readonly column: number;
  /** (−1)^(row + column). */
  readonly sign: 1 | -1;
  /** a[row][column]. */
  readonly entry: number;
  /** A without that row and that column, [n − 1, n − 1]. */
  readonly minor: Matrix;
  /** det of the minor. */
  readonly minorDeterminant: number;
  /** sign · entry · minorDeterminant, what is added. */
  readonly term: number;
};

/**
 * The n terms of Laplace's expansion along one row, as data.
 *
 * @param a [n, n], n from 1 to 9
 * @param row which row, counted from 0; default 0
 * @throws shape-mismatch, invalid-argument where the row is not there, or above 9 x 9
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * const [first] = cofactorTerms(matrix([[1, 2], [3, 4]]));
 * [first?.sign, first?.entry, first?.minorDeterminant, first?.term]; // [1, 1, 4, 4]
 * ```
 */
export function cofactorTerms(a: Matrix, row = 0): readonly CofactorTerm[] {
  checkExpansion(a, 'The cofactor expansion');
  checkRow(a, row);
  return Array.from({ length: a.columns }, (_, column) => {
    const sign = (row + column) % 2 === 0 ? 1 : -1;
    const value = entry(a, row, column);
    const minor = minorOf(a, row, column);
    const minorDeterminant = expand(minor);
    return {
      row,
      column,
      sign,
      entry: value,
      minor,
      minorDeterminant,
      term: sign * value * minorDeterminant,
    };
  });
}

/**
 * The determinant by Laplace's expansion along the first row, again and again down to 1 x 1:
 * det A = Σ_j (−1)^j a[0][j] det M[0][j].
 *
 * @param a [n, n], n at most 9
 * @throws shape-mismatch, invalid-argument above 9 x 9, with the count of terms
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * cofactorDeterminant(matrix([[2, 0, 1], [1, 3, 0], [0, 1, 1]])); // 7
 * ```
 */
export function cofactorDeterminant(a: Matrix): number {
  checkExpansion(a, 'The cofactor expansion');
  return expand(a);
}

function expand(a: Matrix): number {
  if (a.rows === 0) return 1;
  let sum = 0;
  for (let column = 0; column < a.columns; column++) {
    const value = entry(a, 0, column);
    if (value !== 0) sum += (column % 2 === 0 ? value : -value) * expand(minorOf(a, 0, column));
  }
  return sum;
}

function minorOf(a: Matrix, row: number, column: number): Matrix {
  const side = a.rows - 1;
  const data = a.data.filter((_, at) => Math.floor(at / a.columns) !== row && at % a.columns !== column);
  return { rows: side, columns: side, data };
}

function checkRow(a: Matrix, row: number): void {
  const n = checkSquare(a);
  if (Number.isInteger(row) && row >= 0 && row < n) return;
  throw new FlowError('invalid-argument', {
    argument: 'row',
    message: 'The matrix has no such row.',
    expected: `a whole number from 0 to ${n - 1}`,
    received: String(row),
  });
}
