import { createParameter, init } from '@flow/backend';
import { fill, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adam } from './adam.ts';

beforeAll(() => init());

it.each([
  // 2 − rate·λ·2.
  ['weight', 1.9],
  ['bias', 2],
  ['scale', 2],
] as const)('shrinks weights alone: a %s of 2 without a gradient becomes %d', (group, after) => {
  const parameter = createParameter('p', group, [3], () => fill([3], 2));
  const optimizer = adam({ weightDecay: 0.5 });
  optimizer.step([{ parameter, gradient: zeros([3]) }], 0.1, 1);
  expect(Array.from(parameter.variable.dataSync())).toEqual([1, 2, 3].map(() => expect.closeTo(after, 6)));
});
