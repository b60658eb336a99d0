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
 * @param values n² numbers
 * @param n the side
 * @returns [n, n]
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * matrixRows(squareMatrix([1, 2, 3, 4], 2)); // [[1, 2], [3, 4]]
 * ```
 */
export function squareMatrix(values: ArrayLike<number>, n: number): Matrix {
  checkSide(n);
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

/**
 * The n x n identity.
 *
 * @returns [n, n]
 * @throws invalid-argument
 * @example
 * ```ts
 * matrixRows(identityMatrix(2)); // [[1, 0], [0, 1]]
 * ```
 */
export function identityMatrix(n: number): Matrix {
  checkSide(n);
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { rows: n, columns: n, data };
}

/**
 * The matrix as nested arrays, to print or send on.
 *
 * @returns [rows, columns]
 * @example
 * ```ts
 * matrixRows(matrix([[1, 2]])); // [[1, 2]]
 * ```
 */
export function matrixRows({ rows, columns, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(data.subarray(row * columns, (row + 1) * columns)),
  );
}

/** a[row][column] of a matrix that is known to be large enough. */
export function entry(a: Matrix, row: number, column: number): number {
  return a.data[row * a.columns + column] as number;
}

/** The side of a square matrix. @throws shape-mismatch */
export function checkSquare(a: Matrix): number {
  if (a.rows === a.columns) return a.rows;
  throw new FlowError('shape-mismatch', {
    argument: 'matrix',
    message: 'Only a square matrix has a determinant and an inverse.',
    expected: 'as many rows as columns',
    received: `[${a.rows}, ${a.columns}]`,
  });
}

/** @throws not-finite */
export function checkFinite(a: Matrix): void {
  let bad = 0;
  while (bad < a.data.length && Number.isFinite(a.data[bad])) bad++;
  if (bad === a.data.length) return;
  throw new FlowError('not-finite', {
    argument: `matrix[${Math.floor(bad / a.columns)}][${bad % a.columns}]`,
    message: 'The matrix holds a number that is not finite.',
    received: String(a.data[bad]),
  });
}

function checkSide(n: number): void {
  if (Number.isSafeInteger(n) && n >= 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'n',
    message: 'A matrix has a whole number of rows.',
    expected: 'a whole number, 0 or more',
    received: String(n),
  });
}
