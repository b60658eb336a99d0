import { createParameter } from '@flow/backend';
import { zeros } from '@tensorflow/tfjs-core';
import { affinePasses } from './affine-pass.ts';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { checkSize } from './shape.ts';

/**
 * A trained scale and shift for each feature: x = z ⊙ exp(s) + t, log|det J_f| = Σ s. Starts as the identity.
 *
 * @param options by name
 * @param options.features how many there are
 * @returns a bijector on [batch, features]
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = elementwiseAffine({ features: 2 });
 * layer.forward(tensor2d([[1, 2]])).value.arraySync(); // [[1, 2]]
 * ```
 */
export function elementwiseAffine({ features }: { readonly features: number }): Bijector {
  checkSize('features', features);
  const logScale = createParameter('logScale', 'scale', [features], () => zeros([features]));
  const shift = createParameter('shift', 'bias', [features], () => zeros([features]));
  return defineBijector({
    kind: 'elementwiseAffine',
    dataShape: [features],
    parameters: [logScale, shift],
    ...affinePasses({ logScale: logScale.variable, shift: shift.variable }),
    config: () => ({ features }),
  });
}

export const elementwiseAffineFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  elementwiseAffine({ features: readConfig(config).number('features') });
