import { couplingTransform, createColumns, createParameter, type Direction } from '@flow/backend';
import { dispose, keep, matMul, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Pullback, WithLogDet } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { createPullback } from './pullback.ts';
import { checkSize } from './shape.ts';
import { keepShare } from './share.ts';
import { recorded } from './tape.ts';

export type ContextAffineOptions = {
  readonly features: number;
  /** Width of the context: the number of classes, where it is one-hot. */
  readonly context: number;
};

/**
 * A scale and a shift of each feature that are linear in the context: with [t | s] = context · K,
 *
 *   x = z ⊙ exp(s) + t,  log|det J_f| = Σ s.
 *
 * On a one-hot context it gives each class a normal distribution of its own at the end of a flow. Starts as the identity.
 * Source: the code released with Kingma and Dhariwal 2018 (arXiv 1807.03039), `prior` with labels.
 *
 * @returns a bijector on [batch, features] with a context [batch, context]
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = contextAffine({ features: 48, context: 10 });
 * ```
 */
export function contextAffine({ features, context }: ContextAffineOptions): Bijector {
  checkSize('features', features);
  checkSize('context', context);
  const shape = [context, 2 * features];
  const kernel = createParameter('kernel', 'weight', shape, () => zeros(shape));
  const columns = createColumns(
    Array.from({ length: features }, (_, i) => i),
    features,
  );
  const optionsOf = (direction: Direction) => ({ direction, scale: { kind: 'exp' } }) as const;
  const run = (direction: Direction, input: Tensor, given: Tensor): WithLogDet =>
    recorded(
      [input, given, kernel.variable],
      ([x, c, k]) => {
        const h = matMul(c as Tensor, k as Tensor);
        const result = couplingTransform.apply(x as Tensor, h, columns, optionsOf(direction));
        dispose(h);
        return result;
      },
      ({ inputs: [x, c, k], value }, dValue, dLogDet) => {
        const z = (direction === 'forward' ? x : value) as Tensor;
        const h = matMul(c as Tensor, k as Tensor);
        const up = { dValue, dLogDet };
        const { dx, dh } = couplingTransform.backward({ z, h }, columns, up, optionsOf(direction));
        return [dx, matMul(dh, k as Tensor, false, true), matMul(c as Tensor, dh, true)];
      },
    );
  const pullback = (direction: Direction, input: Tensor, given: Tensor): Pullback => {
    const saved = [keep(matMul(given, kernel.variable)), keepShare(given)] as const;
    const [h, c] = saved;
    const result = couplingTransform.apply(input, h, columns, optionsOf(direction));
    const z = keepShare(direction === 'forward' ? input : result.value);
    return createPullback(
      result,
      (dValue, dLogDet) => {
        const up = { dValue, dLogDet };
        const { dx, dh } = couplingTransform.backward({ z, h }, columns, up, optionsOf(direction));
        return {
          dx,
          dContext: matMul(dh, kernel.variable, false, true),
          gradients: new Map([[kernel.variable, matMul(c, dh, true)]]),
        };
      },
      () => dispose([...saved, z]),
    );
  };
  return defineBijector({
    kind: 'contextAffine',
    dataShape: [features],
    contextShape: [context],
    parameters: [kernel],
    forward: (z, call) => run('forward', z, call.context as Tensor),
    inverse: (x, call) => run('inverse', x, call.context as Tensor),
    forwardPullback: (z, call) => pullback('forward', z, call.context as Tensor),
    inversePullback: (x, call) => pullback('inverse', x, call.context as Tensor),
    config: () => ({ features, context }),
  });
}

export const contextAffineFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return contextAffine({ features: read.number('features'), context: read.number('context') });
};
