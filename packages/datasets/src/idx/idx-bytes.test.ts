import { FlowError } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { idxBytes } from './idx-bytes.ts';
import { type IdxArray, parseIdx } from './parse-idx.ts';

const arrays: IdxArray[] = [
  { dtype: 'uint8', shape: [2, 3], data: Uint8Array.of(0, 1, 127, 128, 254, 255) },
  { dtype: 'int8', shape: [3], data: Int8Array.of(-128, -1, 127) },
  { dtype: 'int16', shape: [2, 1], data: Int16Array.of(-32768, 258) },
  { dtype: 'int32', shape: [1, 1, 2], data: Int32Array.of(-2147483648, 16909060) },
  { dtype: 'float32', shape: [2], data: Float32Array.of(-1.5, 3.4028234663852886e38) },
  { dtype: 'float64', shape: [1, 2, 1, 1], data: Float64Array.of(Math.PI, -1e-300) },
  { dtype: 'uint8', shape: [0, 28, 28], data: new Uint8Array(0) },
  { dtype: 'int32', shape: [], data: Int32Array.of(7) },
];

test.each(arrays)('$dtype of shape $shape is read back as it was', async (array) => {
  expect(await parseIdx(idxBytes(array))).toEqual(array);
});

test('numbers are big-endian, as the format demands', () => {
  const file = idxBytes({ dtype: 'int16', shape: [1], data: Int16Array.of(258) });
  expect([...file]).toEqual([0, 0, 11, 1, 0, 0, 0, 1, 1, 2]);
});

describe('a shape that is not that of the values', () => {
  test.each([[[3]], [[2, -1]], [[1.5]], [[]], [[2 ** 32]], [new Array(256).fill(1)]])('%j', (shape) => {
    const write = () => idxBytes({ dtype: 'uint8', shape, data: Uint8Array.of(1, 2) });
    expect(write).toThrow(FlowError);
    expect(write).toThrow(/\[invalid-argument\] \(shape\)/);
  });
});
