import { createRng, init, randomNormal } from '@flow/backend';
import { add, memory, moments, mul, type Tensor, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import { bijectorFromConfig } from './registry.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());
const stateOf = (layer: Bijector) => layer.parameters.map(({ variable }) => values(variable));

/** 200 rows of three features with means 100, −3 and 0.01 and spreads 7, 0.2 and 0.001. */
const batch = () =>
  add(mul(randomNormal(createRng(1), [200, 3]), tensor2d([[7, 0.2, 0.001]])), tensor2d([[100, -3, 0.01]]));

describe("actNorm's start", () => {
  it('gives each feature of the batch mean 0 and variance 1, and says so in the log-det', () => {
    const layer = actNorm({ features: 3 });
    const { value, logDet } = layer.initialize(batch());
    const { mean, variance } = moments(value, 0);
    for (const center of values(mean)) expect(center).toBeCloseTo(0, 4);
    for (const spread of values(variance)) expect(spread).toBeCloseTo(1, 4);
    const logScales = values(layer.parameters[0]!.variable);
    expect(logScales).toEqual([7, 0.2, 0.001].map((spread) => expect.closeTo(Math.log(spread), 0)));
    expect(values(logDet)[0]).toBeCloseTo(-logScales.reduce((sum, s) => sum + s), 4);
  });

  it('on paper: 1, 3 and 8 start as mean 4 and log-scale ½ log(26/3)', () => {
    const layer = actNorm({ features: 1 });
    const { value } = layer.initialize(tensor2d([[1], [3], [8]]));
    const spread = Math.sqrt(26 / 3);
    expect(stateOf(layer)).toEqual([[expect.closeTo(Math.log(spread), 6)], [4]]);
    expect(values(value)).toEqual([-3, -1, 4].map((distance) => expect.closeTo(distance / spread, 5)));
  });

  it('centres a constant feature and leaves its scale', () => {
    const layer = actNorm({ features: 2 });
    const { value, logDet } = layer.initialize(
      tensor2d([
        [1e6, 1],
        [1e6, 3],
      ]),
    );
    expect(values(value)).toEqual([0, -1, 0, 1]);
    expect(Math.abs(values(logDet)[0]!)).toBe(0);
    expect(stateOf(layer)).toEqual([
      [0, 0],
      [1e6, 2],
    ]);
  });

  it('takes the channels of pictures over the batch and all positions', () => {
    const layer = actNorm({ shape: [2, 3, 2] });
    const x = add(mul(randomNormal(createRng(2), [9, 2, 3, 2]), [5, 0.1]), [-20, 3]);
    const { value, logDet } = layer.initialize(x);
    const { mean, variance } = moments(value, [0, 1, 2]);
    for (const center of values(mean)) expect(center).toBeCloseTo(0, 4);
    for (const spread of values(variance)) expect(spread).toBeCloseTo(1, 4);
    const [first = 0, second = 0] = values(layer.parameters[0]!.variable);
    expect(values(logDet)).toEqual(Array(9).fill(expect.closeTo(-6 * (first + second), 4)));
  });

  it('centres a channel that is the same everywhere, whose log-scale stays 0', () => {
    const layer = actNorm({ shape: [1, 2, 2] });
    const { value, logDet } = layer.initialize(tensor4d([7, 1, 7, 2, 7, 3, 7, 4], [2, 1, 2, 2]));
    expect(stateOf(layer)[0]![0]).toBe(0);
    expect(values(value).filter((_, i) => i % 2 === 0)).toEqual([0, 0, 0, 0]);
    expect(values(logDet).every(Number.isFinite)).toBe(true);
  });

  it('runs once', () => {
    const layer = actNorm({ features: 3 });
    layer.initialize(batch());
    const first = stateOf(layer);
    const { value } = layer.initialize(tensor2d([[0, 0, 0]]));
    expect(stateOf(layer)).toEqual(first);
    expect(values(value)).toEqual(values(layer.inverse(tensor2d([[0, 0, 0]])).value));
  });

  it('does not run again after it was saved, inside a chain as well', () => {
    const layer = chain([actNorm({ features: 3 })]);
    const reload = () => {
      const again = bijectorFromConfig(JSON.parse(JSON.stringify(layer.config())));
      again.parameters.forEach((parameter, i) => {
        parameter.variable.assign(layer.parameters[i]!.variable);
      });
      return again;
    };
    const fresh = reload();
    fresh.initialize(batch());
    expect(stateOf(fresh)[1]![0]).toBeCloseTo(100, -1);
    layer.initialize(batch());
    const saved = reload();
    saved.initialize(tensor2d([[0, 0, 0]]));
    expect(stateOf(saved)).toEqual(stateOf(layer));
  });

  it.each([
    ['NaN', [[1], [Number.NaN]]],
    ['Infinity', [[1], [Number.POSITIVE_INFINITY]]],
    ['no rows', []],
  ])('refuses a batch with %s and can start from the next', (_, rows) => {
    const layer = actNorm({ features: 1 });
    const x = tensor2d(rows, [rows.length, 1]);
    const before = memory().numTensors;
    expect(() => layer.initialize(x)).toThrow(expect.objectContaining({ code: 'not-finite', argument: 'x' }));
    expect(memory().numTensors).toBe(before);
    expect(stateOf(layer)).toEqual([[0], [0]]);
    layer.initialize(tensor2d([[4], [6]]));
    expect(stateOf(layer)[1]).toEqual([5]);
  });
});
