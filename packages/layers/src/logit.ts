import { portableLog } from '@flow/backend';
import { add, log, log1p, mul, neg, sigmoid, softplus, sub, tanh } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkBetween, checkShape, type Shape } from './shape.ts';

export type LogitOptions = {
  readonly shape: Shape;
  /** Margin that keeps 0 and 1 away from infinity; 0 up to, not including, 0.5. */
  readonly alpha?: number;
};

/**
 * Takes data in [0, 1] to the whole line: with y = α + (1 − 2α)·x,
 *
 *   f⁻¹(x) = log y − log(1 − y),  log|det J_f⁻¹| = Σ log(1 − 2α) − log y − log(1 − y).
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 4.1, with the margin on both sides.
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 */
export function logit({ shape, alpha = 0.01 }: LogitOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  if (alpha !== 0) checkBetween('alpha', alpha, 0, 0.5);
  const width = 1 - 2 * alpha;
  return defineBijector({
    kind: 'logit',
    dataShape,
    ...elementwisePasses({
      forward: (z) => mul(sub(sigmoid(z), alpha), 1 / width),
      inverse: (x) => {
        const y = add(mul(x, width), alpha);
        return sub(log(y), log1p(neg(y)));
      },
      // log σ(z) + log σ(−z) − log(1 − 2α), without overflow.
      logSlope: (z) => sub(-portableLog(width), add(softplus(z), softplus(neg(z)))),
      logSlopeGradient: (z) => neg(tanh(mul(z, 0.5))),
    }),
    config: () => ({ shape: [...dataShape], alpha }),
  });
}

export const logitFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return logit({ shape: read.numbers('shape'), alpha: read.number('alpha') });
};
