import { type Columns, createColumns, createRng, FlowError, type Rng } from '@flow/backend';
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, type FeatureSpace, featureSpaceOf } from './feature-space.ts';
import { inversePermutation, permuteColumns } from './permute-columns.ts';
import { createPullback } from './pullback.ts';
import type { Shape } from './shape.ts';

export type PermutationOptions = { readonly shape?: Shape };

/**
 * A fixed reordering of features: x_i = z_{order[i]} at each position, log|det J| = log|±1| = 0.
 *
 * @param order each of 0..D−1 once
 * @param options `shape` where the data are not vectors: [height, width, D] for pictures
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * const layer = permutation([2, 0, 1], { shape: [8, 8, 3] });
 * ```
 */
export function permutation(order: readonly number[], { shape }: PermutationOptions = {}): Bijector {
  checkPermutation('order', order);
  const data = featureSpaceOf(shape ? { shape } : { features: order.length });
  checkWidth(order.length, data.features);
  const there = createColumns(order, order.length);
  const back = createColumns(inversePermutation(order), order.length);
  const move = (input: Tensor, to: Columns, from: Columns) => ({
    value: permuteColumns(input, to, from),
    logDet: fill([input.shape[0] as number], 0),
  });
  const turnBack = (dValue: Tensor, to: Columns, from: Columns) => ({
    dx: permuteColumns(dValue, to, from),
    gradients: new Map(),
  });
  return defineBijector({
    kind: 'permutation',
    dataShape: data.shape,
    forward: (z) => move(z, there, back),
    inverse: (x) => move(x, back, there),
    forwardPullback: (z) =>
      createPullback(
        move(z, there, back),
        (dValue) => turnBack(dValue, back, there),
        () => {},
      ),
    inversePullback: (x) =>
      createPullback(
        move(x, back, there),
        (dValue) => turnBack(dValue, there, back),
        () => {},
      ),
    config: () => ({ order: [...order], ...(data.space.length > 0 && { shape: [...data.shape] }) }),
  });
}

/**
 * The permutation that turns the order of the features round.
 *
 * @param of the number of features, or `{ shape }` of data whose last axis they are
 * @returns a bijector on [batch, features] or [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * reversePermutation(3).forward(tensor2d([[1, 2, 3]])).value.arraySync(); // [[3, 2, 1]]
 * ```
 */
export function reversePermutation(of: number | FeatureShape): Bijector {
  const { shape, features } = spaceOf(of);
  return permutation(
    Array.from({ length: features }, (_, i) => features - 1 - i),
    { shape },
  );
}

/**
 * A permutation drawn once.
 *
 * @param of the number of features, or `{ shape }` of data whose last axis they are
 * @returns a bijector on [batch, features] or [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * randomPermutation(4, createRng(7)).forward(tensor2d([[10, 20, 30, 40]])).value.arraySync(); // [[10, 40, 20, 30]]
 * ```
 */
export function randomPermutation(of: number | FeatureShape, rng: Rng = createRng(0)): Bijector {
  const { shape, features } = spaceOf(of);
  return permutation([...rng.permutation(features)], { shape });
}

function spaceOf(of: number | FeatureShape): FeatureSpace {
  return featureSpaceOf(typeof of === 'number' ? { features: of } : of);
}

/** @throws shape-mismatch */
function checkWidth(listed: number, features: number): void {
  if (listed === features) return;
  throw new FlowError('shape-mismatch', {
    argument: 'order',
    message: 'A permutation lists each feature of its shape, whose last axis they are.',
    expected: `${features} features`,
    received: `${listed}`,
  });
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

export const permutationFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return permutation(read.numbers('order'), read.has('shape') ? { shape: read.numbers('shape') } : {});
};
