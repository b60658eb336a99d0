import { createParameter } from '@flow/backend';
import { zeros } from '@tensorflow/tfjs-core';
import { affinePasses } from './affine-pass.ts';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, type FeatureSpace, featureSpaceOf, readFeatureShape } from './feature-space.ts';
import { featureStatistics } from './feature-statistics.ts';

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
      if (!initialized) {
        const { center, logSpread } = featureStatistics('actNorm', x);
        logScale.variable.assign(logSpread);
        shift.variable.assign(center);
      }
      initialized = true;
      return passes.inverse(x, call);
    },
    config: () => ({ ...config, initialized }),
  });
}

export const actNormFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return buildActNorm(featureSpaceOf(readFeatureShape(read)), read.boolean('initialized'));
};
