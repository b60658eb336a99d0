import { createParameter, FlowError, type Parameter } from '@flow/backend';
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
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { affinePasses } from './affine-pass.ts';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, type FeatureSpace, featureSpaceOf, readFeatureShape } from './feature-space.ts';

/** Spread below this part of a feature's size counts as rounding: the feature is constant. */
const CONSTANT = 1e-6;

/**
 * Activation normalisation: x = z ⊙ exp(s) + t for each feature, log|det J_f| = positions · Σ s (height · width
 * positions of a picture, one of a vector), with a data-dependent start: after `initialize(x)` each feature of
 * `inverse(x)` has mean 0 and variance 1 over that batch and all positions. A feature that is constant in the
 * batch is centred and keeps its scale.
 *
 * Source: Kingma and Dhariwal 2018 (Glow, arXiv 1807.03039), section 3.1.
 *
 * @param options `features: n` for vectors, `shape: [height, width, channels]` for pictures
 * @returns a bijector on [batch, features] or [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = actNorm({ shape: [8, 8, 12] });
 * ```
 */
export function actNorm(options: FeatureShape): Bijector {
  return buildActNorm(featureSpaceOf(options), false);
}

function buildActNorm({ shape, features, config }: FeatureSpace, wasInitialized: boolean): Bijector {
  const logScale = createParameter('logScale', 'scale', [features], () => zeros([features]));
  const shift = createParameter('shift', 'bias', [features], () => zeros([features]));
  let initialized = wasInitialized;
  const passes = affinePasses({ logScale: logScale.variable, shift: shift.variable });
  return defineBijector({
    kind: 'actNorm',
    dataShape: shape,
    parameters: [logScale, shift],
    ...passes,
    initialize(x, call) {
      if (!initialized) startFrom(x, logScale, shift);
      initialized = true;
      return passes.inverse(x, call);
    },
    config: () => ({ ...config, initialized }),
  });
}

function startFrom(x: Tensor, logScale: Parameter, shift: Parameter): void {
  const width = logScale.variable.size;
  const { mean: center, variance } = moments(reshape(x, [x.size / width, width]), 0);
  const spread = sqrt(variance);
  const isVaried = greater(spread, mul(add(abs(center), 1), CONSTANT));
  const start = where(isVaried, log(where(isVaried, spread, add(zerosLike(spread), 1))), zerosLike(spread));
  if (!Number.isFinite(mean(add(start, center)).dataSync()[0])) {
    throw new FlowError('not-finite', {
      argument: 'x',
      message: 'actNorm starts from the first batch, and that batch holds NaN or Infinity, or no rows.',
    });
  }
  logScale.variable.assign(start);
  shift.variable.assign(center);
}

export const actNormFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return buildActNorm(featureSpaceOf(readFeatureShape(read)), read.boolean('initialized'));
};
