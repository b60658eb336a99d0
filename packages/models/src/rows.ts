import { FlowError } from '@flow/backend';
import { type Shape, sizeOf } from '@flow/layers';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Data as arrays: a list of rows, or one Float32Array that holds all rows one after the other. */
export type Rows = Float32Array | ArrayLike<ArrayLike<number>>;

/**
 * Copies rows into one Float32Array.
 *
 * @param argument its name in the error
 * @param width numbers in a row
 * @returns row-major [rows, width]
 * @throws shape-mismatch, invalid-data where a value is not finite
 * @example
 * ```ts
 * flattenRows('x', [[1, 2], [3, 4]], 2); // [1, 2, 3, 4]
 * ```
 */
export function flattenRows(argument: string, rows: Rows, width: number): Float32Array {
  const flat = rows instanceof Float32Array ? rows : joinRows(argument, rows, width);
  if (flat.length % width !== 0) {
    throw new FlowError('shape-mismatch', {
      argument,
      message: 'A flat array holds whole rows.',
      expected: `a multiple of ${width} values`,
      received: String(flat.length),
    });
  }
  const bad = flat.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return flat;
  throw new FlowError('invalid-data', {
    argument: `${argument}[${Math.floor(bad / width)}][${bad % width}]`,
    message: 'The data hold a value that is not a finite float32 number; drop or fill such rows first.',
    received: String(flat[bad]),
  });
}

function joinRows(argument: string, rows: ArrayLike<ArrayLike<number>>, width: number): Float32Array {
  if (!Number.isSafeInteger(rows?.length) || typeof rows === 'string') {
    throw new FlowError('shape-mismatch', {
      argument,
      message: 'Data are a list of rows, or one Float32Array of whole rows.',
      expected: `rows of ${width} numbers`,
      received: rows === null ? 'null' : typeof rows,
    });
  }
  const flat = new Float32Array(rows.length * width);
  for (const [i, row] of Array.from(rows).entries()) {
    if (row?.length !== width || typeof row === 'string') {
      throw new FlowError('shape-mismatch', {
        argument: `${argument}[${i}]`,
        message: 'Each row holds one number for each feature.',
        expected: `${width} numbers`,
        received: row?.length === undefined ? String(row) : `${row.length}`,
      });
    }
    // What is no number counts as missing: Number(null) would make it a 0.
    flat.set(
      Array.from(row, (value) => (typeof value === 'number' ? value : Number.NaN)),
      i * width,
    );
  }
  return flat;
}

/** Rows start..end of a flat array as a tensor [end − start, ...shape]. */
export function rowsTensor(flat: Float32Array, shape: Shape, start: number, end: number): Tensor {
  const width = sizeOf(shape);
  return tensor(flat.slice(start * width, end * width), [end - start, ...shape], 'float32');
}

/** Cuts a flat array into rows that share its memory. */
export function cutRows(flat: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: flat.length / width }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}
