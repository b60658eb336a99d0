import {
  createParameter,
  FlowError,
  type Json,
  type Parameter,
  portableLog,
  requireInit,
} from '@flow/backend';
import {
  add,
  exp,
  eye,
  matMul,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { cholesky } from '../matrix/cholesky.ts';
import { entry, identityMatrix, type Matrix } from '../matrix/matrix.ts';
import { multiplyMatrices, transposeMatrix } from '../matrix/product.ts';
import { solveTriangular } from '../matrix/triangular.ts';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent, checkValues } from './latent-checks.ts';
import { LOG_TWO_PI } from './standard-normal.ts';

export type FullNormalOptions = {
  /** μ, D values. */
  readonly mean: ArrayLike<number>;
  /** Σ, [D, D], symmetric and positive definite. */
  readonly covariance: Matrix;
  /** Whether μ and Σ are trained; default false. */
  readonly trainable?: boolean;
};

/**
 * A normal distribution with any covariance, N(μ, Σ), fixed or trained.
 *
 * It is held as W = L⁻¹, where Σ = L Lᵀ is Cholesky's factorisation: W is lower triangular and its diagonal is
 * exp(`logDiagonal`), so that every value of the parameters is a valid covariance and log-densities need no
 * solve,
 *
 * log π(z) = −½ ‖W (z − μ)‖² + Σ log w_ii − ½ D log 2π, score −Wᵀ W (z − μ), samples μ + W⁻¹ ε.
 *
 * Parameters: `mean` [D], `logDiagonal` [D] and `lower` [D, D], of which only what lies below the diagonal is
 * read.
 *
 * @param options by name
 * @param options.mean μ, D values
 * @param options.covariance Σ, [D, D]
 * @param options.trainable whether they are trained; default false
 * @throws invalid-argument, shape-mismatch, not-finite, not-initialized
 * @see Bishop, "Pattern Recognition and Machine Learning" (2006), section 2.3
 * @example
 * ```ts
 * const base = fullNormal({ mean: [0, 0], covariance: matrix([[2, 1], [1, 2]]) });
 * base.logProb(tensor2d([[1, 0]])).dataSync()[0]; // -2.720517
 * Array.from(base.score(tensor2d([[1, 0]])).dataSync()); // [-0.666667, 0.333333]
 * ```
 */
export function fullNormal({ mean, covariance, trainable = false }: FullNormalOptions): BaseDistribution {
  const features = mean.length;
  checkFeatures(features);
  checkValues('mean', mean, features);
  checkCovariance(covariance, features);
  const whitening = solveTriangular(cholesky(covariance), identityMatrix(features), { triangle: 'lower' });
  return build(features, trainable, {
    mean: () => tensor1d(Float32Array.from(mean)),
    logDiagonal: () =>
      tensor1d(Float32Array.from({ length: features }, (_, d) => portableLog(entry(whitening, d, d)))),
    lower: () => tensor2d(belowDiagonal(whitening), [features, features]),
  });
}

/** Builds from `config()`: N(0, I) until the saved tensors are written over it. */
export function fullNormalFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  const features = Number(config.features);
  checkFeatures(features);
  return build(features, config.trainable === true, {
    mean: () => zeros([features]),
    logDiagonal: () => zeros([features]),
    lower: () => zeros([features, features]),
  });
}

type Names = 'mean' | 'logDiagonal' | 'lower';

function build(features: number, trainable: boolean, initial: Record<Names, () => Tensor>): BaseDistribution {
  requireInit('fullNormal()');
  const kind = 'fullNormal';
  const own = (path: Names, group: Parameter['group'], shape: number[]): Parameter =>
    createParameter(path, trainable ? group : 'state', shape, initial[path]);
  const mean = own('mean', 'bias', [features]);
  const logDiagonal = own('logDiagonal', 'scale', [features]);
  const lower = own('lower', 'scale', [features, features]);
  const mask = Float32Array.from({ length: features ** 2 }, (_, i) =>
    i % features < Math.floor(i / features) ? 1 : 0,
  );
  const whitening = (): Tensor => {
    const diagonal = mul(eye(features), reshape(exp(logDiagonal.variable), [features, 1]));
    return add(mul(lower.variable, tensor2d(mask, [features, features])), diagonal);
  };
  const whiten = (z: Tensor): Tensor => matMul(sub(z, mean.variable), whitening(), false, true);
  return {
    kind,
    features,
    parameters: [mean, logDiagonal, lower],
    logProb: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => {
        const logVolume = sub(0.5 * features * LOG_TWO_PI, sum(logDiagonal.variable));
        return sub(mul(sum(square(whiten(z)), 1), -0.5), logVolume);
      });
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      const factor = transposeMatrix(invertLower(tidy(whitening), features));
      const noise: Matrix = { rows: n, columns: features, data: Float64Array.from(rng.normal(n * features)) };
      const centred = multiplyMatrices(noise, factor).data.map((value) => value * temperature);
      return tidy(() => add(tensor2d(Float32Array.from(centred), [n, features]), mean.variable));
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => neg(matMul(whiten(z), whitening())));
    },
    entropy: () => {
      const logScale = logDiagonal.variable.dataSync();
      return Array.from(logScale).reduce((total, value) => total - value, 0.5 * features * (1 + LOG_TWO_PI));
    },
    config: () => ({ kind, features, trainable }),
    dispose: () => {
      for (const { variable } of [mean, logDiagonal, lower]) variable.dispose();
    },
  };
}

/** L = W⁻¹ in float64; frees W. */
function invertLower(whitening: Tensor, features: number): Matrix {
  const w: Matrix = { rows: features, columns: features, data: Float64Array.from(whitening.dataSync()) };
  whitening.dispose();
  return solveTriangular(w, identityMatrix(features), { triangle: 'lower' });
}

function belowDiagonal({ columns, data }: Matrix): Float32Array {
  return Float32Array.from(data, (value, i) => (i % columns < Math.floor(i / columns) ? value : 0));
}

function checkCovariance({ rows, columns }: Matrix, features: number): void {
  if (rows === features && columns === features) return;
  throw new FlowError('shape-mismatch', {
    argument: 'covariance',
    message: 'A covariance has a row and a column for each dimension.',
    expected: `[${features}, ${features}]`,
    received: `[${rows}, ${columns}]`,
  });
}
