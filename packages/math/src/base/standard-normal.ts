import { isTaping, normalLogProb, portableLog, randomNormal, requireInit } from '@flow/backend';
import { mul, neg, square, sub, sum, tidy } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent } from './latent-checks.ts';

/** log 2π. */
export const LOG_TWO_PI = portableLog(2 * Math.PI);

/**
 * The standard normal distribution N(0, I) over D dimensions.
 *
 * log π(z) = −½ Σ z² − ½ D log 2π, entropy ½ D (1 + log 2π), score −z.
 *
 * @param options by name
 * @param options.features D, 1 or more
 * @throws invalid-argument, not-initialized
 * @see Bishop, "Pattern Recognition and Machine Learning" (2006), section 2.3
 * @example
 * ```ts
 * const base = standardNormal({ features: 2 });
 * base.logProb(tensor2d([[0, 0]])).dataSync()[0]; // -1.837877
 * base.entropy?.(); // 2.837877
 * ```
 */
export function standardNormal({ features }: { readonly features: number }): BaseDistribution {
  checkFeatures(features);
  requireInit('standardNormal()');
  const kind = 'standardNormal';
  return {
    kind,
    features,
    parameters: [],
    logProb: (z) => {
      checkLatent(kind, features, z);
      if (z.dtype === 'float32' && !isTaping()) return normalLogProb.apply(z);
      return tidy(() => sub(mul(sum(square(z), 1), -0.5), 0.5 * features * LOG_TWO_PI));
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      return tidy(() => mul(randomNormal(rng, [n, features]), temperature));
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return neg(z);
    },
    entropy: () => 0.5 * features * (1 + LOG_TWO_PI),
    config: () => ({ kind, features }),
    dispose: () => {},
  };
}
