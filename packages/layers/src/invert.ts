import { prefixParameters } from '@flow/backend';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { defineBijector } from './define-bijector.ts';
import { within } from './layer-path.ts';
import { turned } from './turned.ts';

/**
 * The same bijection the other way round: forward is the layer's inverse. Its data-dependent start, which
 * runs in the inverse direction, is dropped with the direction.
 *
 * @returns a bijector from [batch, ...dataShape] to [batch, ...latentShape] of the layer
 * @throws not-initialized
 * @example
 * ```ts
 * const sigmoid = invert(logit({ shape: [2] }));
 * ```
 */
export function invert(layer: Bijector): Bijector {
  const back = turned(layer);
  return defineBijector({
    kind: 'invert',
    dataShape: layer.latentShape,
    latentShape: layer.dataShape,
    contextShape: layer.contextShape,
    parameters: prefixParameters('inner', layer.parameters),
    recomputable: layer.recomputable,
    rowIndependent: layer.rowIndependent,
    forward: (z, call) => within('inner', () => layer.inverse(z, call)),
    inverse: (x, call) => within('inner', () => layer.forward(x, call)),
    forwardPullback: (z, call) => within('inner', () => layer.inversePullback(z, call)),
    inversePullback: (x, call) => within('inner', () => layer.forwardPullback(x, call)),
    pullbackFromOutput: (z, dValue, dLogDet, call) =>
      within('inner', () => back.pullbackFromOutput(z, dValue, dLogDet, call)),
    config: () => ({ inner: layer.config() }),
    dispose: () => layer.dispose(),
  });
}

export const invertFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) =>
  invert(within('inner', () => parts.bijector(config.inner)));
