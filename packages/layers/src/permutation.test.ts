import { createRng, init } from '@flow/backend';
import { tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { permutation, randomPermutation, reversePermutation } from './permutation.ts';

beforeAll(() => init());

it('reorders the channels of each position of a picture', () => {
  const layer = permutation([2, 0, 1], { shape: [1, 2, 3] });
  const { value } = layer.forward(tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]));
  expect(Array.from(value.dataSync())).toEqual([3, 1, 2, 6, 4, 5]);
});

it('the presets take a number of features or a shape', () => {
  expect(reversePermutation(3).config()).toEqual({ kind: 'permutation', order: [2, 1, 0] });
  expect(reversePermutation({ features: 3 }).config()).toEqual({ kind: 'permutation', order: [2, 1, 0] });
  const shape = [2, 2, 3];
  expect(reversePermutation({ shape }).config()).toEqual({ kind: 'permutation', order: [2, 1, 0], shape });
  const { order } = randomPermutation(3, createRng(1)).config();
  expect(randomPermutation({ shape }, createRng(1)).config()).toEqual({ kind: 'permutation', order, shape });
});

it('a shape of one axis is saved as features are', () => {
  expect(permutation([1, 0], { shape: [2] }).config()).toEqual({ kind: 'permutation', order: [1, 0] });
});

it('refuses an order that does not list each channel', () => {
  expect(() => permutation([1, 0], { shape: [2, 2, 3] })).toThrow(/3 features/);
});
