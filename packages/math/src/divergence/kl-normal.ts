import { FlowError } from '@flow/backend';
import { cholesky } from '../matrix/cholesky.ts';
import { entry, type Matrix } from '../matrix/matrix.ts';
import { solveTriangular } from '../matrix/triangular.ts';

/** A normal distribution with independent dimensions: μ and log σ, D values each. */
export type DiagonalNormalMoments = {
  readonly mean: ArrayLike<number>;
  readonly logScale: ArrayLike<number>;
};

/** A normal distribution: μ, D values, and Σ, [D, D]. */
export type NormalMoments = { readonly mean: ArrayLike<number>; readonly covariance: Matrix };

/**
 * KL(q ‖ p) of two normal distributions with independent dimensions, in nats:
 *
 * Σ_d [ log σ_p − log σ_q + (σ_q² + (μ_q − μ_p)²) / 2σ_p² − ½ ]
 *
 * @param q where the expectation is taken
 * @param p what it is compared with
 * @throws shape-mismatch
 * @see Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), appendix B
 * @example
 * ```ts
 * klDiagonalNormals({ mean: [1], logScale: [0] }, { mean: [0], logScale: [0] }); // 0.5
 * klDiagonalNormals({ mean: [0], logScale: [0] }, { mean: [0], logScale: [Math.log(2)] }); // 0.318147180560
 * ```
 */
export function klDiagonalNormals(q: DiagonalNormalMoments, p: DiagonalNormalMoments): number {
  const size = q.mean.length;
  checkLength('q.logScale', q.logScale, size);
  checkLength('p.mean', p.mean, size);
  checkLength('p.logScale', p.logScale, size);
  let total = 0;
  for (let d = 0; d < size; d++) {
    const logRatio = (q.logScale[d] as number) - (p.logScale[d] as number);
    const shift = ((q.mean[d] as number) - (p.mean[d] as number)) / Math.exp(p.logScale[d] as number);
    // σ_q²/σ_p² − 1 − 2 log(σ_q/σ_p) without cancellation where the scales are alike.
    total += 0.5 * (Math.expm1(2 * logRatio) - 2 * logRatio + shift * shift);
  }
  return total;
}

/**
 * KL(q ‖ p) of two normal distributions with full covariances, in nats:
 *
 * ½ [ tr(Σ_p⁻¹ Σ_q) + (μ_p − μ_q)ᵀ Σ_p⁻¹ (μ_p − μ_q) − D + log det Σ_p − log det Σ_q ]
 *
 * computed from the Cholesky factors: with Σ = L Lᵀ, the trace is the sum of squares of L_p⁻¹ L_q.
 *
 * @param q where the expectation is taken
 * @param p what it is compared with
 * @throws shape-mismatch, not-finite, invalid-argument where a covariance is not positive definite
 * @see Rasmussen and Williams, "Gaussian Processes for Machine Learning" (2006), eq. A.23
 * @example
 * ```ts
 * const q = { mean: [1, 0], covariance: matrix([[1, 0], [0, 1]]) };
 * const p = { mean: [0, 0], covariance: matrix([[2, 1], [1, 2]]) };
 * klNormals(q, p); // 0.549306144334
 * ```
 */
export function klNormals(q: NormalMoments, p: NormalMoments): number {
  const size = q.mean.length;
  checkLength('p.mean', p.mean, size);
  checkSide('q.covariance', q.covariance, size);
  checkSide('p.covariance', p.covariance, size);
  const [lq, lp] = [cholesky(q.covariance), cholesky(p.covariance)];
  const shift: Matrix = {
    rows: size,
    columns: 1,
    data: Float64Array.from(q.mean, (mean, d) => mean - (p.mean[d] as number)),
  };
  const whitened = sumOfSquares(solveTriangular(lp, lq, { triangle: 'lower' }));
  const distance = sumOfSquares(solveTriangular(lp, shift, { triangle: 'lower' }));
  return 0.5 * (whitened + distance - size) + logDiagonal(lp) - logDiagonal(lq);
}

function sumOfSquares(a: Matrix): number {
  return a.data.reduce((total, value) => total + value * value, 0);
}

/** ½ log det L Lᵀ. */
function logDiagonal(l: Matrix): number {
  let total = 0;
  for (let i = 0; i < l.rows; i++) total += Math.log(entry(l, i, i));
  return total;
}

function checkLength(argument: string, values: ArrayLike<number>, length: number): void {
  if (values.length === length) return;
  throw new FlowError('shape-mismatch', {
    argument,
    message: 'Both distributions have the same number of dimensions.',
    expected: `${length} values`,
    received: String(values.length),
  });
}

function checkSide(argument: string, { rows, columns }: Matrix, length: number): void {
  if (rows === length && columns === length) return;
  throw new FlowError('shape-mismatch', {
    argument,
    message: 'A covariance has a row and a column for each dimension.',
    expected: `[${length}, ${length}]`,
    received: `[${rows}, ${columns}]`,
  });
}
