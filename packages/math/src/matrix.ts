import { FlowError } from '@flow/backend';

/** A real matrix on the host: float64, row-major, `data[row * columns + column]`. */
export type Matrix = { readonly rows: number; readonly columns: number; readonly data: Float64Array };

/**
 * Makes a matrix from nested rows.
 *
 * @param rows arrays of equal length
 * @returns a copy, [rows, columns]
 * @throws shape-mismatch
 * @example
 * ```ts
 * const a = matrix([[1, 2], [3, 4], [5, 6]]);
 * [a.rows, a.columns]; // [3, 2]
 * a.data[2]; // 3
 * ```
 */
export function matrix(rows: ArrayLike<ArrayLike<number>>): Matrix {
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (const [index, row] of Array.from(rows).entries()) {
    if (row.length !== columns) {
      throw new FlowError('shape-mismatch', {
        argument: `rows[${index}]`,
        message: 'The rows of a matrix have the same length.',
        expected: `${columns} values`,
        received: String(row.length),
      });
    }
    data.set(row, index * columns);
  }
  return { rows: rows.length, columns, data };
}

/**
 * Reads a flat row-major array as an n x n matrix, copied to float64.
 *
 * @throws invalid-argument, shape-mismatch
 */
export function squareMatrix(values: ArrayLike<number>, n: number): Matrix {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new FlowError('invalid-argument', {
      argument: 'n',
      message: 'A matrix has a whole number of rows.',
      expected: 'a whole number, 0 or more',
      received: String(n),
    });
  }
  if (values.length !== n * n) {
    throw new FlowError('shape-mismatch', {
      argument: 'matrix',
      message: 'The values do not fill an n x n matrix.',
      expected: `${n * n} values for n = ${n}`,
      received: String(values.length),
    });
  }
  return { rows: n, columns: n, data: Float64Array.from(values) };
}
