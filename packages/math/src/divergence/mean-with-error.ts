import { FlowError } from '@flow/backend';

/** A Monte Carlo mean and how far it may be off. */
export type MeanWithError = {
  readonly mean: number;
  /** s / √n: the true mean lies within two of these in 95 of 100 cases. */
  readonly standardError: number;
};

/**
 * The mean of independent values with its standard error, s / √n, by Welford's update.
 *
 * @param values two or more; a mean that is not finite has an infinite error
 * @throws invalid-argument
 * @see Welford, "Note on a method for calculating corrected sums of squares and products" (1962)
 * @example
 * ```ts
 * meanWithError([1, 2, 3, 6]); // { mean: 3, standardError: 1.080123449735 }
 * ```
 */
export function meanWithError(values: ArrayLike<number>): MeanWithError {
  if (values.length < 2) {
    throw new FlowError('invalid-argument', {
      argument: 'values',
      message: 'A standard error needs more than one value.',
      expected: 'two values or more',
      received: String(values.length),
    });
  }
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) return { mean: sumOf(values), standardError: Infinity };
    const before = value - mean;
    mean += before / (i + 1);
    squares += before * (value - mean);
  }
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** An infinity, or NaN where infinities of both signs meet. */
function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
