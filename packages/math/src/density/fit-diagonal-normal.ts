import { FlowError } from '@flow/backend';
import { LOG_TWO_PI } from '../base/standard-normal.ts';
import { checkRows, countRows, type FittedNormal, momentsOf } from './fitted-normal.ts';

export type FitDiagonalNormalOptions = {
  /** D, the numbers in a row. */
  readonly features: number;
};

/**
 * The likeliest normal distribution with independent dimensions, in float64 on the host: the simplest density that a
 * flow should beat.
 *
 * log p(x) = −½ Σ ((x_d − μ_d)²/σ_d² + log σ_d² + log 2π), μ_d and σ_d² the mean and the mean square of column d.
 *
 * Pictures on integer levels have no density: add uniform noise from [0, 1) to them first, as a flow does. Then no
 * pixel is constant, and `bitsPerDim` of the result compares with a flow's.
 *
 * @param values row-major [rows, features], two rows or more
 * @returns the density of rows, 2·D numbers fitted
 * @throws invalid-argument, also where a column is constant; shape-mismatch, not-finite
 * @see Bishop, "Pattern Recognition and Machine Learning" (2006), section 2.3.4
 * @example
 * ```ts
 * const fitted = fitDiagonalNormal([0, 1, 2, 5], { features: 2 }); // rows (0, 1) and (2, 5)
 * Array.from(fitted.mean); // [1, 3]
 * fitted.logProb([1, 3])[0]; // -2.531024
 * ```
 */
export function fitDiagonalNormal(
  values: ArrayLike<number>,
  { features }: FitDiagonalNormalOptions,
): FittedNormal {
  const { mean, variance } = momentsOf(checkRows(values, features));
  checkSpread(variance);
  const logVolume = variance.reduce((sum, value) => sum + Math.log(value) + LOG_TWO_PI, 0);
  return {
    features,
    mean,
    parameterCount: 2 * features,
    logProb(rows) {
      return Float64Array.from({ length: countRows(rows, features) }, (_, row) => {
        let square = 0;
        for (let d = 0; d < features; d++) {
          square +=
            ((rows[row * features + d] as number) - (mean[d] as number)) ** 2 / (variance[d] as number);
        }
        return -0.5 * (square + logVolume);
      });
    },
  };
}

function checkSpread(variance: Float64Array): void {
  const constant = variance.findIndex((value) => value <= 0);
  if (constant < 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'values',
    message: 'A column that never changes has no density: leave it out, or add noise to values on levels.',
    expected: 'columns that vary',
    received: `column ${constant} is constant`,
  });
}
