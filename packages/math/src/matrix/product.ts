import { FlowError } from '@flow/backend';
import { entry, type Matrix } from './matrix.ts';

/**
 * The product A B, in float64.
 *
 * @param a [m, k]
 * @param b [k, n]
 * @returns [m, n]
 * @throws shape-mismatch
 * @example
 * ```ts
 * matrixRows(multiplyMatrices(matrix([[1, 2]]), matrix([[3], [4]]))); // [[11]]
 * ```
 */
export function multiplyMatrices(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new FlowError('shape-mismatch', {
      argument: 'b',
      message: 'The inner sides of a product are equal.',
      expected: `${a.columns} rows`,
      received: `[${b.rows}, ${b.columns}]`,
    });
  }
  const data = new Float64Array(a.rows * b.columns);
  for (let row = 0; row < a.rows; row++) {
    const out = data.subarray(row * b.columns, (row + 1) * b.columns);
    for (let inner = 0; inner < a.columns; inner++) addScaled(out, entry(a, row, inner), b, inner);
  }
  return { rows: a.rows, columns: b.columns, data };
}

/**
 * The transpose.
 *
 * @param a [m, n]
 * @returns [n, m]
 * @example
 * ```ts
 * matrixRows(transposeMatrix(matrix([[1, 2], [3, 4]]))); // [[1, 3], [2, 4]]
 * ```
 */
export function transposeMatrix(a: Matrix): Matrix {
  const data = new Float64Array(a.data.length);
  for (let row = 0; row < a.rows; row++) {
    for (let column = 0; column < a.columns; column++) data[column * a.rows + row] = entry(a, row, column);
  }
  return { rows: a.columns, columns: a.rows, data };
}

function addScaled(out: Float64Array, scale: number, b: Matrix, row: number): void {
  for (let column = 0; column < b.columns; column++) {
    out[column] = (out[column] as number) + scale * entry(b, row, column);
  }
}
