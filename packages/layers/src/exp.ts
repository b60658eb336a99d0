import { exp as exponential, log as logarithm, onesLike } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkShape, type Shape } from './shape.ts';

/**
 * The line to (0, ∞): x = eᶻ, log f′(z) = z. Data that are positive over many sizes (incomes, durations) go to
 * the line by its inverse, the logarithm; `invert(exp({ shape }))` is the logarithm as a forward map.
 *
 * @param options by name
 * @param options.shape of a datum
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * exp({ shape: [1] }).inverse(tensor2d([[1]])).value.dataSync()[0]; // 0
 * ```
 */
export function exp({ shape }: { readonly shape: Shape }): Bijector {
  const dataShape = checkShape('shape', shape);
  return defineBijector({
    kind: 'exp',
    dataShape,
    ...elementwisePasses({
      forward: exponential,
      inverse: logarithm,
      logSlope: (z) => z,
      logSlopeGradient: onesLike,
    }),
    config: () => ({ shape: [...dataShape] }),
  });
}

export const expFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  exp({ shape: readConfig(config).numbers('shape') });
