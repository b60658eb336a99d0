import { add, expm1, log, neg, sigmoid, softplus as smoothPositive } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkShape, type Shape } from './shape.ts';

/**
 * The line to (0, ∞): x = log(1 + eᶻ), z = x + log(1 − e⁻ˣ), log f′(z) = −softplus(−z).
 *
 * @param options by name
 * @param options.shape of a datum
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * softplus({ shape: [1] }).forward(tensor2d([[0]])).value.dataSync()[0]; // 0.693147
 * ```
 */
export function softplus({ shape }: { readonly shape: Shape }): Bijector {
  const dataShape = checkShape('shape', shape);
  return defineBijector({
    kind: 'softplus',
    dataShape,
    ...elementwisePasses({
      forward: smoothPositive,
      inverse: (x) => add(x, log(neg(expm1(neg(x))))),
      logSlope: (z) => neg(smoothPositive(neg(z))),
      logSlopeGradient: (z) => sigmoid(neg(z)),
    }),
    config: () => ({ shape: [...dataShape] }),
  });
}

export const softplusFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  softplus({ shape: readConfig(config).numbers('shape') });
