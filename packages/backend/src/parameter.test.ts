import { memory, ones, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { init } from './init.ts';
import { createParameter, type Parameter, prefixParameters, withPlaceholders } from './parameter.ts';

beforeAll(() => init());

let before: number;
beforeEach(() => {
  before = memory().numTensors;
});
afterEach(() => expect(memory().numTensors).toBe(before));

const unasked = () => {
  throw new Error('A placeholder needs no first value.');
};
const free = (...parameters: Parameter[]) => {
  for (const { variable } of parameters) variable.dispose();
};

describe('createParameter', () => {
  it('holds its first value; only state is not trained', () => {
    const weight = createParameter('net.kernel', 'weight', [2, 3], () => ones([2, 3]));
    const state = tidy(() => createParameter('mean', 'state', [1], () => ones([1])));
    expect(weight).toMatchObject({ path: 'net.kernel', group: 'weight', trainable: true });
    expect([...weight.variable.dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(state).toMatchObject({ group: 'state', trainable: false });
    expect(state.variable.trainable).toBe(false);
    free(weight, state);
  });

  it('refuses a first value of another shape', () => {
    expect(() => createParameter('kernel', 'weight', [2, 3], () => ones([3, 2]))).toThrow(
      expect.objectContaining({
        code: 'shape-mismatch',
        path: 'kernel',
        expected: '[2,3]',
        received: '[3,2]',
      }),
    );
  });
});

describe('withPlaceholders', () => {
  it('makes zeros without asking for a first value', () => {
    const made = withPlaceholders(6, () => createParameter('kernel', 'weight', [2, 3], unasked));
    expect([...made.variable.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    free(made);
  });

  it('lets a build take exactly its budget, and not one number more', () => {
    const build = () => [
      createParameter('a', 'weight', [2, 2], unasked),
      createParameter('b', 'bias', [2], unasked),
    ];
    free(...withPlaceholders(6, build));
    expect(() => withPlaceholders(5, build)).toThrow(
      expect.objectContaining({
        code: 'invalid-file',
        path: 'b',
        received: 'a parameter of shape [2]',
      }),
    );
  });

  it.each([
    ['huge', [1e9, 1e9]],
    ['not a number', [Number.NaN]],
    ['infinite', [Number.POSITIVE_INFINITY, 0]],
  ])('refuses %s sizes before memory is taken', (_, shape) => {
    const { numBytes } = memory();
    expect(() => withPlaceholders(100, () => createParameter('a', 'weight', shape, unasked))).toThrow(
      expect.objectContaining({ code: 'invalid-file' }),
    );
    expect(memory().numBytes).toBe(numBytes);
  });

  it('frees what was made when the build fails, and forgets its budget', () => {
    const build = () => {
      createParameter('a', 'weight', [4], unasked);
      throw new RangeError('later');
    };
    expect(() => withPlaceholders(4, build)).toThrow(RangeError);
    expect(memory().numTensors).toBe(before);
    free(createParameter('b', 'weight', [9], () => ones([9])));
  });

  it('inside another one the outer budget holds', () => {
    const nested = () => withPlaceholders(1000, () => createParameter('a', 'weight', [5], unasked));
    expect(() => withPlaceholders(4, nested)).toThrow(expect.objectContaining({ code: 'invalid-file' }));
    free(withPlaceholders(5, nested));
  });
});

it('prefixParameters puts the owner before each path and shares the variables', () => {
  const scale = createParameter('scale', 'scale', [1], () => ones([1]));
  const [prefixed] = prefixParameters('layers.3', [scale]);
  expect(prefixed).toEqual({ ...scale, path: 'layers.3.scale' });
  expect(prefixed?.variable).toBe(scale.variable);
  free(scale);
});
