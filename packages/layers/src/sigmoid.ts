import { add, log, log1p, sigmoid as logistic, mul, neg, softplus, sub, tanh } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkShape, type Shape } from './shape.ts';

/**
 * The line to (0, 1): x = σ(z) = 1 / (1 + e⁻ᶻ), log f′(z) = −softplus(z) − softplus(−z).
 *
 * @param options by name
 * @param options.shape of a datum
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * sigmoid({ shape: [1] }).forward(tensor2d([[0]])).value.dataSync()[0]; // 0.5
 * ```
 */
export function sigmoid({ shape }: { readonly shape: Shape }): Bijector {
  const dataShape = checkShape('shape', shape);
  return defineBijector({
    kind: 'sigmoid',
    dataShape,
    ...elementwisePasses({
      forward: logistic,
      inverse: (x) => sub(log(x), log1p(neg(x))),
      logSlope: (z) => neg(add(softplus(z), softplus(neg(z)))),
      logSlopeGradient: (z) => neg(tanh(mul(z, 0.5))),
    }),
    config: () => ({ shape: [...dataShape] }),
  });
}

export const sigmoidFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  sigmoid({ shape: readConfig(config).numbers('shape') });
