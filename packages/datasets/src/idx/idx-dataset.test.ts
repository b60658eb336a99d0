import { expect, test } from 'vitest';
import { idxDataset } from './idx-dataset.ts';
import type { IdxArray } from './parse-idx.ts';

const bytes = (shape: number[]): IdxArray => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { dtype: 'uint8', shape, data: Uint8Array.from({ length: size }, (_, i) => i) };
};

test('grey pictures get a channel, colour pictures keep theirs, rows of numbers have no shape', () => {
  expect(idxDataset(bytes([2, 4, 3])).schema).toEqual({
    features: 12,
    shape: [4, 3, 1],
    quantization: { levels: 256 },
  });
  expect(idxDataset(bytes([2, 4, 3, 2])).schema.shape).toEqual([4, 3, 2]);
  expect(idxDataset(bytes([2, 5])).schema).toEqual({ features: 5, quantization: { levels: 256 } });
});

test('floats are not quantised', () => {
  const array: IdxArray = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0.5, -3) };
  const dataset = idxDataset(array);
  expect(dataset.schema).toEqual({ features: 2 });
  expect([...dataset.values]).toEqual([0.5, -3]);
});

test('labels come along, and must match', () => {
  const labels: IdxArray = { dtype: 'uint8', shape: [2], data: Uint8Array.of(1, 0) };
  expect([...idxDataset(bytes([2, 4]), { labels, classNames: ['a', 'b'] }).labels!]).toEqual([1, 0]);
  expect(() => idxDataset(bytes([3, 4]), { labels })).toThrow(/\[invalid-data\] \(labels\).*got 2/);
  expect(() => idxDataset(bytes([2, 4]), { labels: bytes([2, 1]) })).toThrow(/rank 1/);
  expect(() => idxDataset(bytes([2, 4]), { labels, classNames: ['a'] })).toThrow(
    /\[invalid-data\] \(labels\)/,
  );
});

test('other ranks are refused', () => {
  expect(() => idxDataset(bytes([7]))).toThrow(/\[invalid-data\] \(array\)/);
  expect(() => idxDataset(bytes([1, 1, 1, 1, 1]))).toThrow(/\[invalid-data\] \(array\)/);
});
