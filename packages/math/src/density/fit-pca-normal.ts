import { FlowError } from '@flow/backend';
import { LOG_TWO_PI } from '../base/standard-normal.ts';
import { leadingEigenvectors } from '../matrix/leading-eigenvectors.ts';
import { checkRows, countRows, type FittedNormal, type HostRows, momentsOf } from './fitted-normal.ts';

export type FitPcaNormalOptions = {
  /** D, the numbers in a row. */
  readonly features: number;
  /** k, the directions with a variance of their own: 0 to D, and meant to be far fewer than D. */
  readonly components: number;
};

/** A normal distribution fitted to rows, with its principal directions. */
export type FittedPcaNormal = FittedNormal & {
  /** λ₁ ≥ … ≥ λ_k: the variance along each direction. */
  readonly variances: Float64Array;
  /** The directions, k unit vectors of length D. */
  readonly directions: readonly Float64Array[];
  /** σ², the variance along all the others; NaN where there are none. */
  readonly noiseVariance: number;
};

/**
 * The likeliest normal distribution with k directions of its own variance and one variance for all the others:
 * probabilistic principal component analysis, with its exact density over all D dimensions. In float64 on the host.
 *
 * With λ_i and u_i the eigenvalues and eigenvectors of the data's covariance and σ² the mean of the eigenvalues that
 * are left, y_i = u_iᵀ(x − μ):
 *
 * −2 log p(x) = D log 2π + Σ_{i≤k} (log λ_i + y_i²/λ_i) + (D − k) log σ² + (‖x − μ‖² − Σ y_i²)/σ²
 *
 * k = 0 is one variance for everything, k = D − 1 and k = D the full covariance. The covariance itself is never
 * written out, so that D may be thousands. Add uniform noise from [0, 1) to integer levels first, as for
 * `fitDiagonalNormal`.
 *
 * @param values row-major [rows, features], two rows or more
 * @returns the density of rows, with what was found
 * @throws invalid-argument, also where the rows do not fill the directions; shape-mismatch, not-finite
 * @see Tipping and Bishop, "Probabilistic principal component analysis" (1999), equations 4 to 8
 * @example
 * ```ts
 * // Points along the first axis, with a little spread across it.
 * const fitted = fitPcaNormal([-2, 0, 2, 0, 0, 1, 0, -1], { features: 2, components: 1 });
 * fitted.variances[0]; // 2
 * fitted.noiseVariance; // 0.5
 * fitted.logProb([2, 1])[0]; // -3.837877
 * ```
 */
export function fitPcaNormal(
  values: ArrayLike<number>,
  { features, components }: FitPcaNormalOptions,
): FittedPcaNormal {
  const data = checkRows(values, features);
  checkComponents(components, features);
  const { mean, variance } = momentsOf(data);
  const { values: variances, vectors: directions } = leadingEigenvectors(
    (vector) => covarianceTimes(data, mean, vector),
    features,
    components,
  );
  const total = variance.reduce((sum, value) => sum + value, 0);
  const left = features - components;
  const noiseVariance = variances.reduce((rest, value) => rest - value, total) / left;
  checkSpread([...variances, ...(left > 0 ? [noiseVariance] : [])], total);
  const logVolume =
    variances.reduce((sum, value) => sum + Math.log(value), features * LOG_TWO_PI) +
    (left > 0 ? left * Math.log(noiseVariance) : 0);
  return {
    features,
    mean,
    variances,
    directions,
    noiseVariance: left > 0 ? noiseVariance : Number.NaN,
    // μ, σ² and an orthonormal frame with its k variances.
    parameterCount:
      features + Math.min(1, left) + components * features - (components * (components - 1)) / 2,
    logProb: (rows) =>
      Float64Array.from({ length: countRows(rows, features) }, (_, row) => {
        const centred = mean.map((value, d) => (rows[row * features + d] as number) - value);
        let [inside, rest] = [0, dot(centred, centred)];
        directions.forEach((direction, i) => {
          const square = dot(direction, centred) ** 2;
          inside += square / (variances[i] as number);
          rest -= square;
        });
        const outside = left > 0 ? Math.max(0, rest) / noiseVariance : 0;
        return -0.5 * (logVolume + inside + outside);
      }),
  };
}

/** Σ v = (1/n) Σ_rows (x − μ)·((x − μ)ᵀ v). */
function covarianceTimes({ values, features, rows }: HostRows, mean: Float64Array, vector: Float64Array) {
  const centre = dot(mean, vector);
  const out = new Float64Array(features);
  let weights = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * features;
    let weight = -centre;
    for (let d = 0; d < features; d++) weight += (values[start + d] as number) * (vector[d] as number);
    weights += weight;
    for (let d = 0; d < features; d++) {
      out[d] = (out[d] as number) + weight * (values[start + d] as number);
    }
  }
  return out.map((value, d) => (value - weights * (mean[d] as number)) / rows);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] as number) * (b[d] as number);
  return sum;
}

function checkComponents(components: number, features: number): void {
  if (Number.isSafeInteger(components) && components >= 0 && components <= features) return;
  throw new FlowError('invalid-argument', {
    argument: 'components',
    message: 'There are no more directions than dimensions.',
    expected: `a whole number, 0 to ${features}`,
    received: String(components),
  });
}

/** @param total the variance of all columns together, which rounding is relative to */
function checkSpread(variances: readonly number[], total: number): void {
  if (variances.every((value) => value > 1e-12 * total)) return;
  throw new FlowError('invalid-argument', {
    argument: 'values',
    message:
      'The rows do not spread in all directions: take fewer components, or add noise to values on levels.',
    expected: 'a variance above 0 in each direction',
    received: `variances ${variances.map((value) => value.toPrecision(2)).join(', ')}`,
  });
}
