import { expect, test } from 'vitest';
import { fileOf } from './file.fixture.ts';
import { readSafetensors } from './safetensors.ts';

const entry = (shape: number[], start: number, end: number) => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, end],
});

test('tensors come by name with shape and values, wherever they lie in the data', () => {
  const header = { __metadata__: { note: 'hello' }, b: entry([2, 1], 4, 12), a: entry([], 0, 4) };
  const { metadata, tensors } = readSafetensors(fileOf(header, [0.1, -2, 3]));
  expect(metadata.note).toBe('hello');
  expect(tensors.get('a')).toEqual({ shape: [], values: Float64Array.of(Math.fround(0.1)) });
  expect(tensors.get('b')).toEqual({ shape: [2, 1], values: Float64Array.of(-2, 3) });
});

test('bytes that begin inside a larger buffer are read from where they begin', () => {
  const file = fileOf({ a: entry([1], 0, 4) }, [5]);
  const larger = new Uint8Array(file.length + 3);
  larger.set(file, 3);
  expect(readSafetensors(larger.subarray(3)).tensors.get('a')!.values).toEqual(Float64Array.of(5));
});

test.each([
  ['another dtype', { a: { ...entry([1], 0, 4), dtype: 'F16' } }, /a: this is not a float32 tensor/],
  ['a shape that is not its place', { a: entry([2], 0, 4) }, /a: this is not a float32 tensor/],
  ['a hole', { a: entry([0], 4, 4) }, /a: begins at byte 4, the one before ends at 0/],
  [
    'an overlap',
    { a: entry([1], 0, 4), b: entry([1], 0, 4) },
    /b: begins at byte 0, the one before ends at 4/,
  ],
  ['data of no tensor', {}, /end at byte 0 of 4/],
  ['data that are cut off', { a: entry([2], 0, 8) }, /end at byte 8 of 4/],
])('%s is refused', (_, header, message) => {
  expect(() => readSafetensors(fileOf(header, [1]))).toThrow(message);
});

test('a file that is shorter than its header, and a header that is no JSON, are refused', () => {
  const file = fileOf({ a: entry([1], 0, 4) }, [5]);
  expect(() => readSafetensors(file.subarray(0, 20))).toThrow(/shorter than its header/);
  expect(() => readSafetensors(file.subarray(0, 3))).toThrow(/shorter than its header/);
  expect(() => readSafetensors(file.with(8, 0x21))).toThrow(/header of the file is not JSON/);
});
