import { FlowError } from '@flow/backend';
import {
  abs,
  add,
  greater,
  log,
  mean,
  moments,
  mul,
  reshape,
  sqrt,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** Spread below this part of a feature's size counts as rounding: the feature is constant. */
const CONSTANT = 1e-6;

/** Mean and log of the standard deviation of a feature over a batch. */
export type FeatureStatistics = { center: Tensor; logSpread: Tensor };

/**
 * What a data-dependent start takes from its first batch, one of each a feature; the log-spread of a feature that is
 * constant in the batch is 0.
 *
 * @param who begins the sentence of the error
 * @param x [batch, ..., features]
 * @throws not-finite
 */
export function featureStatistics(who: string, x: Tensor): FeatureStatistics {
  return tidy(() => {
    const width = x.shape[x.rank - 1] as number;
    const { mean: center, variance } = moments(reshape(x, [x.size / width, width]), 0);
    const spread = sqrt(variance);
    const isVaried = greater(spread, mul(add(abs(center), 1), CONSTANT));
    // The log of a spread of 0 is -Infinity, also where it is not chosen.
    const logSpread = where(
      isVaried,
      log(where(isVaried, spread, add(zerosLike(spread), 1))),
      zerosLike(spread),
    );
    if (!Number.isFinite(mean(add(logSpread, center)).dataSync()[0])) {
      throw new FlowError('not-finite', {
        argument: 'x',
        message: `${who} starts from the first batch, and that batch holds NaN or Infinity, or no rows.`,
      });
    }
    return { center, logSpread };
  });
}
