import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases } from './reference.fixture.ts';

beforeAll(async () => {
  await init();
});

type Row = {
  name: string;
  run: (x: tf.Tensor) => tf.Tensor;
  exact: (x: number) => number;
  tolerance: number;
};

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const FUNCTIONS: Row[] = [
  { name: 'exp', run: tf.exp, exact: Math.exp, tolerance: 1.2e-7 },
  { name: 'expm1', run: tf.expm1, exact: Math.expm1, tolerance: 2.5e-7 },
  { name: 'log', run: tf.log, exact: Math.log, tolerance: 1.2e-7 },
  { name: 'log1p', run: tf.log1p, exact: Math.log1p, tolerance: 2.5e-7 },
  { name: 'tanh', run: tf.tanh, exact: Math.tanh, tolerance: 3e-7 },
  { name: 'sigmoid', run: tf.sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)), tolerance: 2e-7 },
  { name: 'softplus', run: tf.softplus, exact: softplus, tolerance: 2e-7 },
  { name: 'sqrt', run: tf.sqrt, exact: Math.sqrt, tolerance: 6e-8 },
  { name: 'rsqrt', run: tf.rsqrt, exact: (x) => 1 / Math.sqrt(x), tolerance: 1.3e-7 },
  { name: 'square', run: tf.square, exact: (x) => x * x, tolerance: 6e-8 },
];

const DENORMAL = 1.401298464324817e-45;
const ODD = [
  ...[0, -0, NaN, Infinity, -Infinity, 1, -1, 2, -2, DENORMAL, -DENORMAL, 1e-40, -1e-40, 1.2e-38],
  ...[3.4e38, -3.4e38, 88.7, 88.8, -87.3, -103, -104, -200, 200, 16.7, -16.7, 1e-20, -1e-20, 0.9999999],
].map(Math.fround);

/** Error in units of the result, where denormals count as half a step of theirs. */
function relativeError(actual: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(actual, rounded) || actual === rounded) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(actual)) return Infinity;
  return Math.max(0, Math.abs(actual - expected) - DENORMAL) / Math.abs(expected);
}

describe.each(FUNCTIONS)('$name', ({ run, exact, tolerance }) => {
  const check = (x: Float32Array, shape: number[] = [x.length]) => {
    const result = tf.tidy(() => run(tf.tensor(x, shape, 'float32')).dataSync());
    for (let i = 0; i < x.length; i++) {
      if (relativeError(result[i]!, exact(x[i]!)) < tolerance) continue;
      expect.fail(`f(${x[i]}) = ${result[i]}, not ${exact(x[i]!)}`);
    }
  };

  it('is exact to rounding over many magnitudes', () => {
    const make = cases(3);
    for (const scale of [1e-30, 1e-6, 1e-3, 0.1, 1, 10, 40]) {
      check(make.values(2000, scale));
      check(make.values(500, scale).map(Math.abs));
    }
  });

  it('follows the exact function at zeros, infinities, NaN, denormals and where it overflows', () => {
    for (const value of ODD) check(Float32Array.of(value));
    check(Float32Array.from(ODD));
  });

  it('covers every length', () => {
    const make = cases(4);
    for (let length = 0; length <= 13; length++) check(make.values(length));
    check(new Float32Array(0), [3, 0, 2]);
  });

  it('takes a scalar', () => {
    expect(run(tf.scalar(0.5)).shape).toEqual([]);
  });
});

describe('types other than float32', () => {
  it('are answered as the stock kernels do', () => {
    expect(tf.square(tf.tensor1d([3, -4], 'int32')).dtype).toBe('int32');
    expect([...tf.square(tf.tensor1d([3, -4], 'int32')).dataSync()]).toEqual([9, 16]);
  });
});
