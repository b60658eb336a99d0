import { type Json, requireInit } from '@flow/backend';
import { mul, neg, square } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { type LocationScaleStart, locationScale, startFromConfig } from './location-scale.ts';
import { LOG_TWO_PI } from './standard-normal.ts';

export type DiagonalNormalOptions = {
  /** μ, D values. */
  readonly mean: ArrayLike<number>;
  /** log σ, D values. */
  readonly logScale: ArrayLike<number>;
  /** Whether μ and log σ (parameters `mean` and `logScale`) are trained; default false. */
  readonly trainable?: boolean;
};

/**
 * A normal distribution with independent dimensions, N(μ, diag σ²), fixed or trained.
 *
 * log π(z) = −½ Σ ((z − μ)/σ)² − Σ log σ − ½ D log 2π, entropy Σ log σ + ½ D (1 + log 2π), score −(z − μ)/σ².
 *
 * @param options by name
 * @param options.mean μ, D values
 * @param options.logScale log σ, D values
 * @param options.trainable whether they are trained; default false
 * @throws invalid-argument, shape-mismatch, not-initialized
 * @see Bishop, "Pattern Recognition and Machine Learning" (2006), section 2.3
 * @example
 * ```ts
 * const base = diagonalNormal({ mean: [1, 2], logScale: [0, Math.log(2)] });
 * base.logProb(tensor2d([[1, 4]])).dataSync()[0]; // -3.031024
 * base.score(tensor2d([[1, 4]])).dataSync()[1]; // -0.5
 * ```
 */
export function diagonalNormal({
  mean,
  logScale,
  trainable = false,
}: DiagonalNormalOptions): BaseDistribution {
  return build({ location: mean, logScale, trainable });
}

export function diagonalNormalFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  return build(startFromConfig(config));
}

function build(start: LocationScaleStart): BaseDistribution {
  requireInit('diagonalNormal()');
  return locationScale(
    {
      kind: 'diagonalNormal',
      location: 'mean',
      shape: {},
      logDensity: (u) => mul(square(u), -0.5),
      logConstant: -0.5 * LOG_TWO_PI,
      score: neg,
      draw: (rng, count) => rng.normal(count),
      entropy: 0.5 * (1 + LOG_TWO_PI),
    },
    start,
  );
}
