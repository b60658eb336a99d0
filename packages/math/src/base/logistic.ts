import { type Json, portableLog, type Rng, requireInit } from '@flow/backend';
import { mul, neg, softplus, sub, tanh } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { type LocationScaleStart, locationScale, startFromConfig } from './location-scale.ts';

export type LogisticOptions = {
  /** μ, D values. */
  readonly location: ArrayLike<number>;
  /** log s, D values; the standard deviation is s π/√3. */
  readonly logScale: ArrayLike<number>;
  /** Whether μ and log s (parameters `location` and `logScale`) are trained; default false. */
  readonly trainable?: boolean;
};

/**
 * The logistic distribution with independent dimensions, fixed or trained: heavier tails than the normal one,
 * and its cumulative distribution is the sigmoid.
 *
 * log π(z) = Σ [−u − 2 log(1 + e^−u)] − Σ log s with u = (z − μ)/s; entropy Σ log s + 2D; score −tanh(u/2)/s.
 *
 * @param options by name
 * @param options.location μ, D values
 * @param options.logScale log s, D values
 * @param options.trainable whether they are trained; default false
 * @throws invalid-argument, shape-mismatch, not-initialized
 * @see Dinh, Krueger and Bengio, "NICE: Non-linear Independent Components Estimation" (2015), section 3.4
 * @example
 * ```ts
 * const base = logistic({ location: [0], logScale: [0] });
 * base.logProb(tensor2d([[0], [2]])).dataSync()[1]; // -2.253856
 * base.entropy?.(); // 2
 * ```
 */
export function logistic({ location, logScale, trainable = false }: LogisticOptions): BaseDistribution {
  return build({ location, logScale, trainable });
}

export function logisticFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  return build(startFromConfig(config));
}

function build(start: LocationScaleStart): BaseDistribution {
  requireInit('logistic()');
  return locationScale(
    {
      kind: 'logistic',
      location: 'location',
      shape: {},
      logDensity: (u) => sub(u, mul(softplus(u), 2)),
      logConstant: 0,
      score: (u) => neg(tanh(mul(u, 0.5))),
      draw: drawStandard,
      entropy: 2,
    },
    start,
  );
}

/** log(v / (1 − v)) of numbers between 0 and 1; half a step keeps them off 0. */
function drawStandard(rng: Rng, count: number): Float64Array {
  return Float64Array.from(rng.uniform(count), (uniform) => {
    const v = uniform + 2 ** -25;
    return portableLog(v) - portableLog(1 - v); // 1 − v is exact
  });
}
