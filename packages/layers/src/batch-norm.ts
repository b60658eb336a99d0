import { createParameter } from '@flow/backend';
import {
  add,
  dispose,
  div,
  exp,
  fill,
  isFinite as isFiniteTensor,
  keep,
  log,
  mean,
  moments,
  mul,
  neg,
  ones,
  sqrt,
  sub,
  sum,
  type Tensor,
  tidy,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call, Pullback, WithLogDet } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { createPullback } from './pullback.ts';
import { checkBetween, checkSize } from './shape.ts';

export type BatchNormOptions = {
  readonly features: number;
  /** Share of a batch's statistics in the running ones, above 0 and below 1. */
  readonly momentum?: number;
  /** Added to variances, above 0 and below 1. */
  readonly epsilon?: number;
};

/**
 * Batch normalisation: z = (x − μ) / √(σ² + ε) ⊙ exp(γ) + β, log|det J_f⁻¹| = Σ γ − ½ log(σ² + ε).
 *
 * In a training step μ and σ² are the batch's (σ² without Bessel's correction) and move the running ones;
 * everywhere else they are the running ones, so that sampling and evaluation treat each row by itself.
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 3.7 and appendix E.
 *
 * @returns a bijector on [batch, features], `rowIndependent` false
 * @throws invalid-argument
 */
export function batchNorm({ features, momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions): Bijector {
  checkSize('features', features);
  checkBetween('momentum', momentum, 0, 1);
  checkBetween('epsilon', epsilon, 0, 1);
  const logScale = createParameter('logScale', 'scale', [features], () => zeros([features]));
  const shift = createParameter('shift', 'bias', [features], () => zeros([features]));
  const center = createParameter('mean', 'state', [features], () => zeros([features]));
  const variance = createParameter('variance', 'state', [features], () => ones([features]));

  const remember = (batch: Statistics) =>
    tidy(() => {
      for (const [running, now] of [
        [center, batch.center],
        [variance, batch.variance],
      ] as const) {
        // A batch with NaN is skipped by the trainer; its statistics must not stay behind.
        const safe = where(isFiniteTensor(now), now, running.variable);
        running.variable.assign(add(mul(running.variable, 1 - momentum), mul(safe, momentum)));
      }
    });
  const statistics = (x: Tensor, { training }: Call): Statistics => {
    if (!training) return { center: center.variable, variance: variance.variable };
    const { mean: batchMean, variance: batchVariance } = moments(x, 0);
    return { center: batchMean, variance: batchVariance };
  };
  const normalise = (x: Tensor, { center: middle, variance: spread }: Statistics): WithLogDet => {
    const std = sqrt(add(spread, epsilon));
    const value = add(mul(div(sub(x, middle), std), exp(logScale.variable)), shift.variable);
    return { value, logDet: everyRow(x, sum(sub(logScale.variable, log(std)))) };
  };
  const inverse = (x: Tensor, call: Call): WithLogDet => {
    const used = statistics(x, call);
    const result = normalise(x, used);
    if (call.training) remember(used);
    return result;
  };
  return defineBijector({
    kind: 'batchNorm',
    dataShape: [features],
    recomputable: false,
    rowIndependent: false,
    parameters: [logScale, shift, center, variance],
    forward(z) {
      const std = sqrt(add(variance.variable, epsilon));
      const value = add(mul(mul(sub(z, shift.variable), exp(neg(logScale.variable))), std), center.variable);
      return { value, logDet: everyRow(z, sum(sub(log(std), logScale.variable))) };
    },
    inverse,
    inversePullback(x, call) {
      const { normalised, std, ...result } = tidy(() => {
        const used = statistics(x, call);
        const spread = sqrt(add(used.variance, epsilon));
        return { ...inverse(x, call), std: spread, normalised: div(sub(x, used.center), spread) };
      });
      return batchNormPullback(result, keep(normalised), keep(std), call.training === true, logScale, shift);
    },
    config: () => ({ features, momentum, epsilon }),
  });
}

export const batchNormFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return batchNorm({
    features: read.number('features'),
    momentum: read.number('momentum'),
    epsilon: read.number('epsilon'),
  });
};

type Statistics = { readonly center: Tensor; readonly variance: Tensor };
type Trained = { readonly variable: ReturnType<typeof createParameter>['variable'] };

/**
 * Where the statistics are the batch's they depend on x as well: with x̂ normalised, g = dValue·exp(γ) and S the
 * sum of dLogDet, dx = (g − mean g − x̂·(mean(g·x̂) + S/n)) / std; else dx = g / std.
 */
function batchNormPullback(
  result: WithLogDet,
  normalised: Tensor,
  std: Tensor,
  ofBatch: boolean,
  logScale: Trained,
  shift: Trained,
): Pullback {
  return createPullback(
    result,
    (dValue, dLogDet) => {
      const g = mul(dValue, exp(logScale.variable));
      const total = sum(dLogDet);
      const rows = dValue.shape[0] as number;
      const through = ofBatch
        ? sub(sub(g, mean(g, 0)), mul(normalised, add(mean(mul(g, normalised), 0), div(total, rows))))
        : g;
      return {
        dx: div(through, std),
        gradients: new Map([
          [logScale.variable, add(sum(mul(g, normalised), 0), total)],
          [shift.variable, sum(dValue, 0)],
        ]),
      };
    },
    () => dispose([normalised, std]),
  );
}

function everyRow(x: Tensor, logDet: Tensor): Tensor {
  return mul(fill([x.shape[0] as number], 1), logDet);
}
