import { clone, reshape, tensor, variable } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { blendFlat, readFlat, writeFlat } from './flat-values.ts';

beforeAll(async () => {
  await init();
});

/** Sizes on both sides of the kernels' blocks of four. */
const SHAPES = [[1], [2, 3], [4], [3, 5, 7]];
const SIZE = 1 + 6 + 4 + 105;

const tensors = (seed: number) => {
  const make = cases(seed);
  return SHAPES.map((shape) => tensor(make.values(shape.reduce((a, b) => a * b)), shape));
};

it('reads tensors one after the other, into shared memory as well', () => {
  const parts = tensors(1);
  const flat = new Float32Array(new SharedArrayBuffer(4 * SIZE));
  readFlat(parts, flat);
  expect([...flat]).toEqual(parts.flatMap((part) => [...part.dataSync()]));
});

it('writes variables in place and leaves clones of them as they were', () => {
  const variables = tensors(2).map((part) => variable(part));
  const snapshot = clone(variables[3]!);
  const before = [...snapshot.dataSync()];
  const flat = Float32Array.from({ length: SIZE }, (_, i) => i);
  writeFlat(variables, flat);
  expect(variables.flatMap((part) => [...part.dataSync()])).toEqual([...flat]);
  expect([...snapshot.dataSync()]).toEqual(before);
});

it('blends each tensor with its part of an array, in place', () => {
  const parts = tensors(3);
  const values = parts.flatMap((part) => [...part.dataSync()]);
  const flat = cases(4).values(SIZE);
  const blended = blendFlat(parts, flat, 0.25);
  expect(blended).toEqual(parts);
  const exact = values.map((value, i) => 0.75 * value + 0.25 * flat[i]!);
  const own = blended.flatMap((part) => [...part.dataSync()]);
  expect(worstError(own, exact)).toBeLessThan(1e-6);
});

it('blends into a new tensor where others share the values, or where one is given twice', () => {
  const [once, twice] = [tensor([1, 2]), tensor([3, 4])];
  const shared = reshape(once, [2, 1]);
  const blended = blendFlat([once, twice, twice], Float32Array.of(3, 4, 5, 6, 7, 8), 0.5);
  expect(blended.map((part) => [...part.dataSync()])).toEqual([
    [2, 3],
    [4, 5],
    [5, 6],
  ]);
  expect([...shared.dataSync()]).toEqual([1, 2]);
});

it.each([NaN, Infinity])('%s on either side stays', (odd) => {
  const [left] = blendFlat([tensor([odd, 1])], Float32Array.of(1, 1), 0.5);
  const [right] = blendFlat([tensor([1, 1])], Float32Array.of(odd, 1), 0.5);
  for (const side of [left, right]) expect(side?.dataSync()[0]).not.toSatisfy(Number.isFinite);
});

it('refuses an array of another length', () => {
  expect(() => readFlat(tensors(1), new Float32Array(3))).toThrow(/invalid-argument.*flat.*116.*got 3/);
});
