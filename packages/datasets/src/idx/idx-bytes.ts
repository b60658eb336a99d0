import { FlowError } from '@flow/backend';
import { IDX_FORMATS } from './idx-formats.ts';
import type { IdxArray } from './parse-idx.ts';

/**
 * Writes numbers as an IDX file, the format that `parseIdx` reads.
 *
 * @param array its shape has at most 255 sizes whose product is the number of values
 * @returns the bytes of the file, not compressed
 * @throws invalid-argument
 *
 * Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database", section "File formats".
 * @example
 * ```ts
 * const file = idxBytes({ dtype: 'uint8', shape: [2], data: Uint8Array.of(7, 9) });
 * console.log(file.join(' ')); // 0 0 8 1 0 0 0 2 7 9
 * ```
 */
export function idxBytes({ dtype, shape, data }: IdxArray): Uint8Array<ArrayBuffer> {
  checkShape(shape, data.length);
  const { code, bytes, write } = IDX_FORMATS[dtype];
  const start = 4 + 4 * shape.length;
  const view = new DataView(new ArrayBuffer(start + bytes * data.length));
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  data.forEach((value, i) => {
    write(view, start + bytes * i, value);
  });
  return new Uint8Array(view.buffer);
}

function checkShape(shape: readonly number[], count: number): void {
  const isRight =
    shape.length <= 255 &&
    shape.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 32) &&
    shape.reduce((product, size) => product * size, 1) === count;
  if (isRight) return;
  throw new FlowError('invalid-argument', {
    argument: 'shape',
    message: 'This is not the shape of the values.',
    expected: `at most 255 sizes whose product is ${count}`,
    received: `[${shape.join(', ')}]`,
  });
}
