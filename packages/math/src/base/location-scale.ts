import { createParameter, type Json, type Parameter, type Rng } from '@flow/backend';
import {
  add,
  div,
  exp,
  mul,
  sub,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent, checkValues } from './latent-checks.ts';

/** A density of one number u with location 0 and scale 1. */
export type StandardDensity = {
  readonly kind: string;
  /** What the location is called: the name of the parameter. */
  readonly location: 'mean' | 'location';
  /** Further fields of `config()`. */
  readonly shape: { readonly [key: string]: Json };
  /** log f(u) without its constant, for each element. */
  readonly logDensity: (u: Tensor) => Tensor;
  readonly logConstant: number;
  /** d log f(u) / du, for each element. */
  readonly score: (u: Tensor) => Tensor;
  readonly draw: (rng: Rng, count: number) => ArrayLike<number>;
  /** In nats. */
  readonly entropy: number;
};

/**
 * Where the first values come from. A saved distribution is rebuilt from its number of dimensions, and has
 * location 0 and scale 1 until the saved tensors are written over them.
 */
export type LocationScaleStart =
  | { readonly features: number; readonly trainable: boolean }
  | {
      readonly location: ArrayLike<number>;
      readonly logScale: ArrayLike<number>;
      readonly trainable: boolean;
    };

/**
 * D independent numbers z = μ + σ u, where u has a standard density f:
 *
 * log π(z) = Σ log f((z − μ)/σ) − Σ log σ
 */
export function locationScale(standard: StandardDensity, start: LocationScaleStart): BaseDistribution {
  const { kind } = standard;
  const { trainable } = start;
  const features = 'features' in start ? start.features : start.location.length;
  checkFeatures(features);
  const [location, logScale] = ownParameters(standard, start, features);
  const [mu, logSigma] = [location.variable, logScale.variable];
  const standardized = (z: Tensor): Tensor => div(sub(z, mu), exp(logSigma));
  return {
    kind,
    features,
    parameters: [location, logScale],
    logProb: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => {
        const logVolume = sub(sum(logSigma), features * standard.logConstant);
        return sub(sum(standard.logDensity(standardized(z)), 1), logVolume);
      });
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      return tidy(() => {
        const u = tensor(Float32Array.from(standard.draw(rng, n * features)), [n, features]);
        return add(mul(u, mul(exp(logSigma), temperature)), mu);
      });
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return tidy(() => div(standard.score(standardized(z)), exp(logSigma)));
    },
    entropy: () =>
      Array.from(logSigma.dataSync()).reduce((total, value) => total + value + standard.entropy, 0),
    config: () => ({ kind, features, trainable, ...standard.shape }),
    dispose: () => {
      mu.dispose();
      logSigma.dispose();
    },
  };
}

/** Reads what every location-scale `config()` has. */
export function startFromConfig(config: { readonly [key: string]: Json }): LocationScaleStart {
  return { features: Number(config.features), trainable: config.trainable === true };
}

function ownParameters(
  standard: StandardDensity,
  start: LocationScaleStart,
  features: number,
): readonly [Parameter, Parameter] {
  const own = (path: string, group: Parameter['group'], values?: ArrayLike<number>): Parameter => {
    if (values !== undefined) checkValues(path, values, features);
    const initial = () => (values === undefined ? zeros([features]) : tensor1d(Float32Array.from(values)));
    return createParameter(path, start.trainable ? group : 'state', [features], initial);
  };
  const given = 'location' in start ? start : undefined;
  return [own(standard.location, 'bias', given?.location), own('logScale', 'scale', given?.logScale)];
}
