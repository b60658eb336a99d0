import { memory, tensor, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createGradientStore } from './gradient-store.ts';
import { init } from './init.ts';

beforeAll(() => init());

describe('a gradient store', () => {
  it('hands a tensor out again once it has come back, to one taker at a time', () => {
    const [store, parameter, gradient] = [createGradientStore(), zeros([2]), zeros([2])];
    expect(store.take(parameter)).toBeUndefined();
    store.give(parameter, gradient);
    expect(store.take(parameter)).toBe(gradient);
    expect(store.take(parameter)).toBeUndefined();
    expect(store.take(zeros([2]))).toBeUndefined();
  });

  it('disposes what nobody asks for, what comes twice, and at its end what it holds', () => {
    const [store, parameter, other] = [createGradientStore(), tensor([1]), tensor([2])];
    const before = memory().numTensors;
    store.give(other, tensor([3]));
    expect(memory().numTensors).toBe(before);
    store.take(parameter);
    store.give(parameter, tensor([4]));
    store.give(parameter, tensor([5]));
    expect(memory().numTensors).toBe(before + 1);
    store.dispose();
    expect(memory().numTensors).toBe(before);
    expect(store.take(parameter)).toBeUndefined();
  });
});
