import { expect, test } from 'vitest';
import { createDataset } from './dataset.ts';
import { padImages } from './pad-images.ts';

const colour = createDataset({
  name: 'two',
  schema: { features: 6, shape: [1, 2, 3], quantization: { levels: 256 } },
  values: Float32Array.from({ length: 12 }, (_, i) => i + 1),
  labels: Int32Array.of(1, 0),
  classNames: ['a', 'b'],
  licence: 'MIT',
});

test('each picture stays whole, in the middle; odd pixels go to the bottom and the right', () => {
  const padded = padImages(colour, { height: 4, width: 3, value: 200 });
  const line = [200, 200, 200, 200, 200, 200, 200, 200, 200];
  const picture = (pixels: number[]) => [...line, ...pixels, 200, 200, 200, ...line, ...line];
  expect([...padded.values]).toEqual([...picture([1, 2, 3, 4, 5, 6]), ...picture([7, 8, 9, 10, 11, 12])]);
});

test('what is known of the rows comes along', () => {
  expect(padImages(colour, { height: 2, width: 2 })).toMatchObject({
    name: 'two',
    rows: 2,
    labels: Int32Array.of(1, 0),
    classNames: ['a', 'b'],
    licence: 'MIT',
    schema: { features: 12, shape: [2, 2, 3], quantization: { levels: 256 } },
  });
});

test('the same size is the same picture', () => {
  expect(padImages(colour, { height: 1, width: 2 }).values).toEqual(colour.values);
});

test('what is smaller than the picture, no whole number or no level is refused', () => {
  expect(() => padImages(colour, { height: 0, width: 2 })).toThrow(
    /\[invalid-argument\] \(height\).*1 or more/,
  );
  expect(() => padImages(colour, { height: 1, width: 1 })).toThrow(
    /\[invalid-argument\] \(width\).*2 or more/,
  );
  expect(() => padImages(colour, { height: 1.5, width: 2 })).toThrow(/\(height\)/);
  expect(() => padImages(colour, { height: 2, width: 2, value: 256 })).toThrow(/\[invalid-data\]/);
});

test('rows that are no pictures are refused', () => {
  const table = createDataset({ schema: { features: 2 }, values: Float32Array.of(1, 2) });
  expect(() => padImages(table, { height: 2, width: 2 })).toThrow(/\[invalid-data\] \(dataset\).*shape/);
});
