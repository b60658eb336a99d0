import { createParameter, type Parameter } from '@flow/backend';
import {
  add,
  dispose,
  div,
  exp,
  fill,
  keep,
  log,
  mean,
  moments,
  mul,
  neg,
  reshape,
  sqrt,
  sub,
  sum,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call, Pullback, WithLogDet } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, featureSpaceOf, readFeatureShape } from './feature-space.ts';
import type { Mask } from './mask.ts';
import { type Normalised, normalisedPart } from './normalised-part.ts';
import type { PixelMask } from './pixel-mask.ts';
import { createPullback } from './pullback.ts';
import { runningStatistics, type Statistics } from './running-statistics.ts';
import { checkBetween } from './shape.ts';

export type BatchNormOptions = FeatureShape & {
  /** Share of a batch's statistics in the running ones, above 0 and below 1. */
  readonly momentum?: number;
  /** Added to variances, above 0 and below 1. */
  readonly epsilon?: number;
  /** A trained scale and shift after the normalisation; default true. */
  readonly affine?: boolean;
  /**
   * What is left as it is, as by the coupling before it; by default nothing. Where a checkerboard leaves pixels alone,
   * they count as zeros in the statistics, as in the code released with the paper.
   */
  readonly mask?: Mask | PixelMask;
};

/**
 * Batch normalisation: z = (x − μ) / √(σ² + ε) ⊙ exp(γ) + β for each feature, at each position of a picture,
 * log|det J_f⁻¹| = positions · Σ γ − ½ log(σ² + ε).
 *
 * In a training step μ and σ² are the batch's, over its rows and positions (σ² without Bessel's correction), and move
 * the running ones; everywhere else they are the running ones, so that sampling and evaluation treat each row by itself.
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 3.7 and appendix E; `affine: false` and `mask` are bn_out of the
 * code released with it (real_nvp_utils.py, batch_norm_log_diff).
 *
 * @returns a bijector on [batch, features] or [batch, ...shape], `rowIndependent` false
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = batchNorm({ shape: [8, 8, 3], affine: false, mask: 'evenPixels' });
 * ```
 */
export function batchNorm({
  momentum = 0.1,
  epsilon = 1e-5,
  affine = true,
  mask,
  ...of
}: BatchNormOptions): Bijector {
  checkBetween('momentum', momentum, 0, 1);
  checkBetween('epsilon', epsilon, 0, 1);
  const data = featureSpaceOf(of);
  const { shape, features } = data;
  const part = normalisedPart(mask, data);
  const logScale = affine && createParameter('logScale', 'scale', [features], () => zeros([features]));
  const shift = affine && createParameter('shift', 'bias', [features], () => zeros([features]));
  const trained = logScale && shift ? { logScale, shift } : undefined;
  const running = runningStatistics('', features, momentum);

  const statistics = (x: Tensor, { training }: Call): Statistics => {
    if (!training) return running.current();
    const { mean: center, variance } = moments(reshape(onPart(x, part), [-1, features]), 0);
    return { center, variance };
  };
  /** log|dz/dx| of each feature, and its sum over all positions for each row. */
  const logDetOf = (x: Tensor, std: Tensor): Tensor => {
    const slope = trained ? sub(trained.logScale.variable, log(std)) : neg(log(std));
    return everyRow(x, sum(mul(slope, tensor(part.counts))));
  };
  const spreadOf = ({ variance }: Statistics) => sqrt(add(variance, epsilon));
  const inverse = (x: Tensor, call: Call): WithLogDet => {
    const used = statistics(x, call);
    const std = spreadOf(used);
    const value = onlyPart(x, scaled(div(sub(x, used.center), std), trained), part);
    if (call.training) running.remember(used);
    return { value, logDet: logDetOf(x, std) };
  };
  return defineBijector({
    kind: 'batchNorm',
    dataShape: shape,
    recomputable: false,
    rowIndependent: false,
    parameters: [...(trained ? [trained.logScale, trained.shift] : []), ...running.parameters],
    forward(z) {
      const { center, variance } = running.current();
      const std = sqrt(add(variance, epsilon));
      const normalised = trained
        ? mul(sub(z, trained.shift.variable), exp(neg(trained.logScale.variable)))
        : z;
      return {
        value: onlyPart(z, add(mul(normalised, std), center), part),
        logDet: neg(logDetOf(z, std)),
      };
    },
    inverse,
    inversePullback(x, call) {
      const { normalised, std, ...result } = tidy(() => {
        const used = statistics(x, call);
        const spread = spreadOf(used);
        return {
          ...inverse(x, call),
          std: spread,
          normalised: div(sub(onPart(x, part), used.center), spread),
        };
      });
      keep(normalised);
      keep(std);
      return batchNormPullback(result, { normalised, std, ofBatch: call.training === true, part, trained });
    },
    // What is at its default is not written: models saved before there was a choice keep their bytes.
    config: () => ({
      ...data.config,
      momentum,
      epsilon,
      ...(!affine && { affine }),
      ...(mask && { mask: typeof mask === 'string' ? mask : [...mask] }),
    }),
  });
}

export const batchNormFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  const mask = read.json('mask');
  return batchNorm({
    ...readFeatureShape(read),
    momentum: read.number('momentum'),
    epsilon: read.number('epsilon'),
    ...(read.has('affine') && { affine: read.boolean('affine') }),
    ...(mask !== undefined && {
      mask: typeof mask === 'string' ? (mask as Mask | PixelMask) : read.booleans('mask'),
    }),
  });
};

type Trained = { readonly logScale: Parameter; readonly shift: Parameter };

type Saved = {
  /** (x − μ)/std, of what is normalised and of zeros elsewhere. */
  readonly normalised: Tensor;
  readonly std: Tensor;
  readonly ofBatch: boolean;
  readonly part: Normalised;
  readonly trained: Trained | undefined;
};

/**
 * Where the statistics are the batch's they depend on x as well: with x̂ normalised, g = dValue·exp(γ) and S the
 * sum of dLogDet, dx = (g − mean g − x̂·(mean(g·x̂) + S·c/n)) / std; else dx = g / std. Of a feature c numbers of a
 * datum are normalised, and n numbers of the batch count.
 */
function batchNormPullback(result: WithLogDet, saved: Saved): Pullback {
  const { normalised, std, ofBatch, part, trained } = saved;
  return createPullback(
    result,
    (dValue, dLogDet) => {
      const own = onPart(dValue, part);
      const g = trained ? mul(own, exp(trained.logScale.variable)) : own;
      const total = mul(tensor(part.counts), sum(dLogDet));
      const features = part.counts.length;
      const mean0 = (of: Tensor) => mean(reshape(of, [-1, features]), 0);
      const numbers = dValue.size / features;
      const through = ofBatch
        ? sub(sub(g, mean0(g)), mul(normalised, add(mean0(mul(g, normalised)), div(total, numbers))))
        : g;
      const sumOf = (of: Tensor) => sum(reshape(of, [-1, features]), 0);
      return {
        dx: onlyPart(dValue, div(through, std), part),
        gradients: new Map(
          trained && [
            [trained.logScale.variable, add(sumOf(mul(g, normalised)), total)],
            [trained.shift.variable, sumOf(own)],
          ],
        ),
      };
    },
    () => dispose([normalised, std]),
  );
}

function scaled(normalised: Tensor, trained: Trained | undefined): Tensor {
  if (!trained) return normalised;
  return add(mul(normalised, exp(trained.logScale.variable)), trained.shift.variable);
}

/** Zeros where nothing is normalised. */
function onPart(x: Tensor, { where }: Normalised): Tensor {
  return where ? mul(x, tensor(where.values, [...where.shape])) : x;
}

/** x where nothing is normalised. */
function onlyPart(x: Tensor, normalised: Tensor, { where }: Normalised): Tensor {
  if (!where) return normalised;
  const ones = tensor(where.values, [...where.shape]);
  return add(mul(normalised, ones), mul(x, sub(1, ones)));
}

function everyRow(x: Tensor, logDet: Tensor): Tensor {
  return mul(fill([x.shape[0] as number], 1), logDet);
}
