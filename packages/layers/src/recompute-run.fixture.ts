import { createRng, randomNormal } from '@flow/backend';
import { type NamedGradients, worstGradientError } from '@flow-tooling/testkit';
import { dispose, memory, type Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Bijector, Call, Memory } from './bijector.ts';

export type Direction = 'forwardPullback' | 'inversePullback';

/** How a bijector is run: as in training, unless it is told another direction. */
type Run = Call & { readonly direction?: Direction };

const numbers = (tensor: Tensor) => Array.from(tensor.dataSync());

/** Value, log-det, and the gradients of a random scalar of both. */
export function run(bijector: Bijector, input: Tensor, { direction = 'inversePullback', ...call }: Run) {
  const rng = createRng(9);
  const shape = direction === 'forwardPullback' ? bijector.dataShape : bijector.latentShape;
  const rows = input.shape[0] as number;
  const [dValue, dLogDet] = [randomNormal(rng, [rows, ...shape]), randomNormal(rng, [rows])];
  const { value, logDet, ...back } = bijector[direction](input, call);
  const { dx, dContext, gradients, drift } = back.pullback(dValue, dLogDet);
  const named = new Map<string, Float32Array>();
  for (const { path, variable } of bijector.parameters) {
    const gradient = gradients.get(variable);
    if (gradient) named.set(path, gradient.dataSync() as Float32Array);
  }
  named.set('input', dx.dataSync() as Float32Array);
  if (dContext) named.set('context', dContext.dataSync() as Float32Array);
  const result = {
    value: numbers(value),
    logDet: numbers(logDet),
    gradients: named as NamedGradients,
    drift,
  };
  dispose([value, logDet, dx, ...(dContext ? [dContext] : []), ...gradients.values(), dValue, dLogDet]);
  return result;
}

/** The same run from what the way there stored, and from its value alone. */
export function bothWays(bijector: Bijector, input: Tensor, how: Run = {}) {
  const keeping = (memory: Memory) => run(bijector, input, { ...how, memory });
  return { stored: keeping('store'), recomputed: keeping('recompute') };
}

/** A bijector from its value alone claims the same, has the same gradients, hardly drifts and leaves no tensor. */
export function expectAlike(bijector: Bijector, input: Tensor, how: Run = {}): void {
  const before = memory().numTensors;
  const { stored, recomputed } = bothWays(bijector, input, how);
  expect(memory().numTensors).toBe(before);
  expect(recomputed.value).toEqual(stored.value);
  expect(recomputed.logDet).toEqual(stored.logDet);
  expect(worstGradientError(recomputed.gradients, stored.gradients).error).toBeLessThan(1e-4);
  expect(stored.drift).toBeUndefined();
  expect(recomputed.drift).toBeLessThan(1e-5);
}
