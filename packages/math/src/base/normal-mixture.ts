import {
  createParameter,
  FlowError,
  type Json,
  type Parameter,
  portableExp,
  portableLog,
  type Rng,
  requireInit,
} from '@flow/backend';
import {
  add,
  div,
  exp,
  expandDims,
  logSumExp,
  mul,
  neg,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { type Matrix, matrix } from '../matrix/matrix.ts';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent, checkValues } from './latent-checks.ts';
import { LOG_TWO_PI } from './standard-normal.ts';

export type NormalMixtureOptions = {
  /** μ, K arrays of D values. */
  readonly means: ArrayLike<ArrayLike<number>>;
  /** log σ, K arrays of D values. */
  readonly logScales: ArrayLike<ArrayLike<number>>;
  /** K positive numbers, in any unit: they are divided by their sum. Default: all alike. */
  readonly weights?: ArrayLike<number>;
  /** Whether all of these are trained; default false. */
  readonly trainable?: boolean;
};

/**
 * A mixture of K normal distributions with independent dimensions, fixed or trained.
 *
 * log π(z) = log Σ_k w_k N(z; μ_k, diag σ_k²), score Σ_k r_k(z) (μ_k − z)/σ_k² where r_k is the probability that z
 * came from component k. Temperature scales every component's spread; the means stay.
 *
 * Parameters: `logits` [K] (log w up to a constant), `means` [K, D] and `logScales` [K, D].
 *
 * @param options by name
 * @param options.means μ, [K, D]
 * @param options.logScales log σ, [K, D]
 * @param options.weights w, K positive numbers; default all alike
 * @param options.trainable whether they are trained; default false
 * @throws invalid-argument, shape-mismatch, not-initialized
 * @see Bishop, "Pattern Recognition and Machine Learning" (2006), section 9.2; Izmailov et al., "Semi-Supervised
 * Learning with Normalizing Flows" (2020), for its use under a flow
 * @example
 * ```ts
 * const base = normalMixture({ means: [[-2], [2]], logScales: [[0], [0]], weights: [3, 1] });
 * base.logProb(tensor2d([[-2]])).dataSync()[0]; // -1.206509
 * ```
 */
export function normalMixture(options: NormalMixtureOptions): BaseDistribution {
  const { means, logScales, trainable = false } = options;
  const [mu, logSigma] = [matrix(means), matrix(logScales)];
  const { rows: components, columns: features } = mu;
  checkFeatures(features);
  checkValues('means', mu.data, components * features);
  checkValues('logScales', logSigma.data, components * features);
  const weights = options.weights ?? new Array<number>(components).fill(1);
  checkValues('weights', weights, components);
  checkPositive(weights);
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  return build(components, features, trainable, {
    logits: () => tensor1d(Float32Array.from(weights, (weight) => portableLog(weight / total))),
    means: () => toTensor(mu),
    logScales: () => toTensor(logSigma),
  });
}

/** Builds from `config()`: K times N(0, I) until the saved tensors are written over it. */
export function normalMixtureFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  const [features, components] = [Number(config.features), Number(config.components)];
  checkFeatures(features);
  checkComponents(components);
  return build(components, features, config.trainable === true, {
    logits: () => zeros([components]),
    means: () => zeros([components, features]),
    logScales: () => zeros([components, features]),
  });
}

type Names = 'logits' | 'means' | 'logScales';

function build(
  components: number,
  features: number,
  trainable: boolean,
  initial: Record<Names, () => Tensor>,
): BaseDistribution {
  requireInit('normalMixture()');
  const kind = 'normalMixture';
  const own = (path: Names, group: Parameter['group'], shape: number[]): Parameter =>
    createParameter(path, trainable ? group : 'state', shape, initial[path]);
  const parameters = [
    own('logits', 'bias', [components]),
    own('means', 'bias', [components, features]),
    own('logScales', 'scale', [components, features]),
  ] as const;
  const [logits, means, logScales] = [parameters[0].variable, parameters[1].variable, parameters[2].variable];
  /** (z − μ_k)/σ_k, [batch, K, D]. */
  const standardized = (z: Tensor): Tensor => div(sub(expandDims(z, 1), means), exp(logScales));
  /** log w_k N(z; μ_k, σ_k), [batch, K]. */
  const joint = (u: Tensor): Tensor => {
    const logWeights = sub(logits, logSumExp(logits));
    const logPeaks = sub(sub(logWeights, sum(logScales, 1)), 0.5 * features * LOG_TWO_PI);
    return add(mul(sum(square(u), 2), -0.5), logPeaks);
  };
  return {
    kind,
    features,
    parameters,
    logProb: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => logSumExp(joint(standardized(z)), 1));
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      const host = { logits: logits.dataSync(), means: means.dataSync(), logScales: logScales.dataSync() };
      return tensor2d(draw(rng, n, features, temperature, host), [n, features]);
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => {
        const u = standardized(z);
        const responsibilities = expandDims(softmax(joint(u), 1), 2);
        return neg(sum(mul(responsibilities, div(u, exp(logScales))), 1));
      });
    },
    config: () => ({ kind, features, components, trainable }),
    dispose: () => {
      for (const { variable } of parameters) variable.dispose();
    },
  };
}

function draw(
  rng: Rng,
  n: number,
  features: number,
  temperature: number,
  { logits, means, logScales }: Record<Names, ArrayLike<number>>,
): Float32Array {
  const chosen = Array.from(rng.uniform(n), componentAt(logits));
  return rng.normal(n * features).map((noise, i) => {
    const at = (chosen[Math.floor(i / features)] as number) * features + (i % features);
    return (means[at] as number) + temperature * portableExp(logScales[at] as number) * noise;
  });
}

/** The component in whose share of [0, 1) a number falls. */
function componentAt(logits: ArrayLike<number>): (uniform: number) => number {
  const largest = Math.max(...Array.from(logits));
  const weights = Array.from(logits, (logit) => portableExp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulated = 0;
  const shares = weights.map((weight) => {
    cumulated += weight / total;
    return cumulated;
  });
  return (uniform) => shares.findIndex((share) => uniform < share);
}

function toTensor({ rows, columns, data }: Matrix): Tensor {
  return tensor2d(Float32Array.from(data), [rows, columns]);
}

function checkPositive(weights: ArrayLike<number>): void {
  const bad = Array.from(weights).findIndex((weight) => weight <= 0);
  if (bad === -1) return;
  throw new FlowError('invalid-argument', {
    argument: `weights[${bad}]`,
    message: 'A component without weight does not belong in the mixture.',
    expected: 'a number above 0',
    received: String(weights[bad]),
  });
}

function checkComponents(components: number): void {
  if (Number.isSafeInteger(components) && components > 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'components',
    message: 'A mixture needs its number of components.',
    expected: 'a whole number, 1 or more',
    received: String(components),
  });
}
