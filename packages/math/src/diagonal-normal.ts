import { createParameter, type Json, randomNormal, requireInit } from '@flow/backend';
import {
  add,
  div,
  exp,
  mul,
  neg,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent, checkValues } from './latent-checks.ts';
import { LOG_TWO_PI } from './standard-normal.ts';

export type DiagonalNormalOptions = {
  /** μ, D values. */
  readonly mean: ArrayLike<number>;
  /** log σ, D values. */
  readonly logScale: ArrayLike<number>;
  /** Whether μ and log σ are trained (parameters `mean` and `logScale`); default false. */
  readonly trainable?: boolean;
};

/**
 * A normal distribution with independent dimensions, N(μ, diag σ²), fixed or trained.
 *
 * log π(z) = −½ Σ ((z − μ)/σ)² − Σ log σ − ½ D log 2π, score −(z − μ)/σ².
 *
 * @param options.mean μ, D values
 * @param options.logScale log σ, D values
 * @param options.trainable whether they are parameters; default false
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
  const features = mean.length;
  checkFeatures(features);
  checkValues('mean', mean, features);
  checkValues('logScale', logScale, features);
  requireInit('diagonalNormal()');
  return build(
    features,
    trainable,
    () => tensor1d(Float32Array.from(mean)),
    () => tensor1d(Float32Array.from(logScale)),
  );
}

/** Builds from `config()`: N(0, I) until the saved tensors are written over it. */
export function diagonalNormalFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  const features = Number(config.features);
  checkFeatures(features);
  const initial = (): Tensor => zeros([features]);
  return build(features, config.trainable === true, initial, initial);
}

function build(
  features: number,
  trainable: boolean,
  initialMean: () => Tensor,
  initialLogScale: () => Tensor,
): BaseDistribution {
  const kind = 'diagonalNormal';
  const mean = createParameter('mean', trainable ? 'bias' : 'state', [features], initialMean);
  const logScale = createParameter('logScale', trainable ? 'scale' : 'state', [features], initialLogScale);
  const mu = mean.variable;
  const logSigma = logScale.variable;
  const standardized = (z: Tensor): Tensor => div(sub(z, mu), exp(logSigma));
  return {
    kind,
    features,
    parameters: [mean, logScale],
    logProb: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => {
        const logVolume = add(sum(logSigma), 0.5 * features * LOG_TWO_PI);
        return sub(mul(sum(square(standardized(z)), 1), -0.5), logVolume);
      });
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      return tidy(() => add(mul(randomNormal(rng, [n, features]), mul(exp(logSigma), temperature)), mu));
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => neg(div(standardized(z), exp(logSigma))));
    },
    entropy: () => {
      const logVolume = Array.from(logSigma.dataSync()).reduce((total, value) => total + value, 0);
      return logVolume + 0.5 * features * (1 + LOG_TWO_PI);
    },
    config: () => ({ kind, features, trainable }),
    dispose: () => {
      mu.dispose();
      logSigma.dispose();
    },
  };
}
