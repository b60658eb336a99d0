import { abs, add, tanh as hyperbolicTangent, log1p, mul, neg, softplus, sub } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkShape, type Shape } from './shape.ts';

/**
 * The line to (−1, 1): x = tanh z, log f′(z) = 2·(log 2 − z − softplus(−2z)), which does not overflow.
 *
 * @param options by name
 * @param options.shape of a datum
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * tanh({ shape: [1] }).forward(tensor2d([[0]])).logDet.dataSync()[0]; // 0
 * ```
 */
export function tanh({ shape }: { readonly shape: Shape }): Bijector {
  const dataShape = checkShape('shape', shape);
  return defineBijector({
    kind: 'tanh',
    dataShape,
    ...elementwisePasses({
      forward: hyperbolicTangent,
      inverse: (x) => mul(sub(log1p(x), log1p(neg(x))), 0.5),
      // Even in z, so |z| keeps the two terms from cancelling.
      logSlope: (z) => mul(sub(Math.LN2, add(abs(z), softplus(mul(abs(z), -2)))), 2),
      logSlopeGradient: (z) => mul(hyperbolicTangent(z), -2),
    }),
    config: () => ({ shape: [...dataShape] }),
  });
}

export const tanhFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  tanh({ shape: readConfig(config).numbers('shape') });
