import { portableLog } from '@flow/backend';
import {
  abs,
  add,
  log,
  log1p,
  mul,
  neg,
  sigmoid,
  softplus,
  step,
  sub,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkBetween, checkShape, checkWord, type Shape } from './shape.ts';

const MARGINS = ['both', 'low'] as const;

/** Half the distance of 1 from the float32 below it. */
const LEAST_REST = 2 ** -25;

export type LogitOptions = {
  readonly shape: Shape;
  /** Margin that keeps 0 and 1 away from infinity; 0 up to, not including, 0.5. */
  readonly alpha?: number;
  /** `both` keeps the margin at 0 and at 1 (default), `low` at 0 alone. */
  readonly margin?: (typeof MARGINS)[number];
};

/**
 * Takes data in [0, 1] to the whole line: with y = α + (1 − 2α)·x,
 *
 *   f⁻¹(x) = log y − log(1 − y),  log|det J_f⁻¹| = Σ log(1 − 2α) − log y − log(1 − y).
 *
 * With the margin `low`, y = α + (1 − α)·x and 1 − α stands for 1 − 2α; x = 1 then counts as the nearest number below.
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 4.1, which has the margin at 0 alone; the code released with it
 * has it on both sides (real_nvp_multiscale_dataset.py, data_constraint).
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * logit({ shape: [1] }).inverse(tensor2d([[0.5]])).value.arraySync(); // [[0]]
 * ```
 */
export function logit({ shape, alpha = 0.01, margin = 'both' }: LogitOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  if (alpha !== 0) checkBetween('alpha', alpha, 0, 0.5);
  const isLow = checkWord('margin', margin, MARGINS) === 'low';
  const width = isLow ? 1 - alpha : 1 - 2 * alpha;
  return defineBijector({
    kind: 'logit',
    dataShape,
    ...elementwisePasses({
      forward: (z) => mul(sub(sigmoid(z), alpha), 1 / width),
      inverse: (x) => {
        const y = add(mul(x, width), alpha);
        // Without a margin above, 1 − y is rounded least where it is made of 1 − x.
        const rest = isLow && log(mul(restOf(x), width));
        return sub(log(y), rest || log1p(neg(y)));
      },
      // log σ(z) + log σ(−z) − log(width), without overflow.
      logSlope: (z) => sub(-portableLog(width), add(softplus(z), softplus(neg(z)))),
      logSlopeGradient: (z) => neg(tanh(mul(z, 0.5))),
    }),
    // The default is not written: models saved before there was a choice keep their bytes.
    config: () => ({ shape: [...dataShape], alpha, ...(isLow && { margin }) }),
  });
}

/** 1 − x, where x = 1 counts as the nearest number below; beyond 1 it is negative. */
function restOf(x: Tensor): Tensor {
  const rest = sub(1, x);
  return add(rest, mul(sub(1, step(abs(rest))), LEAST_REST));
}

export const logitFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return logit({
    shape: read.numbers('shape'),
    alpha: read.number('alpha'),
    ...(read.has('margin') && { margin: checkWord('margin', read.string('margin'), MARGINS) }),
  });
};
