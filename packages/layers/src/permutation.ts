import { createRng, FlowError, type Rng } from '@flow/backend';
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { inversePermutation, permuteColumns } from './permute-columns.ts';
import { createPullback } from './pullback.ts';
import { checkSize } from './shape.ts';

/**
 * A fixed reordering of features: x_i = z_{order[i]}, log|det J| = log|±1| = 0.
 *
 * @param order each of 0..D−1 once
 * @throws invalid-argument
 */
export function permutation(order: readonly number[]): Bijector {
  checkPermutation('order', order);
  const back = inversePermutation(order);
  const move = (input: Tensor, to: readonly number[], from: readonly number[]) => ({
    value: permuteColumns(input, to, from),
    logDet: fill([input.shape[0] as number], 0),
  });
  const turnBack = (dValue: Tensor, to: readonly number[], from: readonly number[]) => ({
    dx: permuteColumns(dValue, to, from),
    gradients: new Map(),
  });
  return defineBijector({
    kind: 'permutation',
    dataShape: [order.length],
    forward: (z) => move(z, order, back),
    inverse: (x) => move(x, back, order),
    forwardPullback: (z) =>
      createPullback(
        move(z, order, back),
        (dValue) => turnBack(dValue, back, order),
        () => {},
      ),
    inversePullback: (x) =>
      createPullback(
        move(x, back, order),
        (dValue) => turnBack(dValue, order, back),
        () => {},
      ),
    config: () => ({ order: [...order] }),
  });
}

/** The permutation that turns the order of the features round. @throws invalid-argument */
export function reversePermutation(features: number): Bijector {
  checkSize('features', features);
  return permutation(Array.from({ length: features }, (_, i) => features - 1 - i));
}

/** A permutation drawn once. @throws invalid-argument */
export function randomPermutation(features: number, rng: Rng = createRng(0)): Bijector {
  return permutation([...rng.permutation(checkSize('features', features))]);
}

/** Refuses a list that is not a permutation of 0..n−1. @throws invalid-argument */
export function checkPermutation(argument: string, order: readonly number[]): void {
  const seen = new Set(order);
  const isComplete = order.length > 0 && seen.size === order.length;
  if (isComplete && order.every((from) => Number.isInteger(from) && from >= 0 && from < order.length)) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This is not a permutation.',
    expected: `each of 0 to ${order.length - 1} once`,
    received: JSON.stringify(order),
  });
}

export const permutationFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  permutation(readConfig(config).numbers('order'));
