import { FlowError } from '@flow/backend';

/** A mean over rows and how well it is known. */
export type BitsPerDim = {
  readonly mean: number;
  /** Standard deviation over rows / √rows. */
  readonly standardError: number;
  readonly rows: number;
};

/**
 * −log₂ p(x) / D over rows, from log-densities on the original integer scale (bins of unit width): a uniform
 * model of n levels scores log₂ n.
 *
 * @param logProbs nats, one or more rows
 * @param features D
 * @throws invalid-data where there are no rows
 * @example
 * ```ts
 * bitsPerDimOf([-2 * Math.log(256)], 2).mean; // 8
 * ```
 */
export function bitsPerDimOf(logProbs: ArrayLike<number>, features: number): BitsPerDim {
  if (logProbs.length === 0) {
    throw new FlowError('invalid-data', { argument: 'x', message: 'There are no rows to score.' });
  }
  const bits = Array.from(logProbs, (logProb) => -logProb / (features * Math.LN2));
  const mean = bits.reduce((sum, value) => sum + value, 0) / bits.length;
  const squares = bits.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardError: Math.sqrt(squares / Math.max(1, bits.length - 1) / bits.length),
    rows: bits.length,
  };
}
