import { at } from '../at.ts';
import { sizeIn } from '../config.ts';
import type { BaseKind } from './reference-base.ts';
import { logNormal } from './standard-normal.ts';

/**
 * N(μ, Σ) with Σ⁻¹ = Wᵀ W for the lower triangular W, exp(`logDiagonal`) on its diagonal and `lower` below it.
 * W (z − μ) is standard normal, so log π(z) = Σ log N(W (z − μ)) + log|det W|.
 */
export const fullNormal: BaseKind = (config, parameters) => {
  const features = sizeIn(config, 'features');
  const mean = parameters.read('mean', [features]);
  const logDiagonal = parameters.read('logDiagonal', [features]);
  const lower = parameters.read('lower', [features, features]);
  const whitened = (centred: Float64Array, i: number): number => {
    let sum = Math.exp(at(logDiagonal, i)) * at(centred, i);
    for (let j = 0; j < i; j++) sum += at(lower, i * features + j) * at(centred, j);
    return sum;
  };
  return {
    features,
    logProb(z) {
      const centred = z.map((value, i) => value - at(mean, i));
      return centred.reduce((sum, _, i) => sum + logNormal(whitened(centred, i)) + at(logDiagonal, i), 0);
    },
  };
};
