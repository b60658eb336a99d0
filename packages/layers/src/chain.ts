import { FlowError, prefixParameters } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call, NamedLayer, Pullback } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { compose, composePullbacks } from './chain-pass.ts';
import { rebuildChain, recomputingPullback } from './chain-rebuild.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { within } from './layer-path.ts';
import { sharedContext } from './shared-context.ts';
import { turnedParts } from './turned.ts';

export type ChainOptions = {
  /** Path segments of the layers in saved models and errors; by default '0', '1', ... */
  readonly names?: readonly string[];
};

/**
 * The composition of layers, listed in the order that `forward` applies them (z -> x):
 * x = f_K(...f_1(z)), log|det J_f| = Σ log|det J_fₖ|. The chain owns its layers and disposes them.
 *
 * @returns a bijector from [batch, ...latent shape of the first] to [batch, ...data shape of the last]
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * const bijector = chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]);
 * ```
 */
export function chain(layers: readonly Bijector[], { names }: ChainOptions = {}): Bijector {
  const segments = names ?? layers.map((_, i) => String(i));
  checkLayers(layers, segments);
  const first = layers[0] as Bijector;
  const last = layers[layers.length - 1] as Bijector;
  const parts = layers.map((layer, i) => ({ layer, segment: segments[i] as string }));
  const backwards = parts.toReversed();
  let turnedOnce: readonly NamedLayer[] | undefined;
  const ofTurned = () => {
    turnedOnce ??= turnedParts(parts);
    return turnedOnce;
  };
  return defineBijector({
    kind: 'chain',
    latentShape: first.latentShape,
    dataShape: last.dataShape,
    contextShape: sharedContext('chain', layers),
    parameters: parts.flatMap(({ layer, segment }) => prefixParameters(segment, layer.parameters)),
    layers: parts,
    recomputable: layers.every((layer) => layer.recomputable),
    rowIndependent: layers.every((layer) => layer.rowIndependent),
    forward: (z, call) => compose(parts, z, call, (layer, value, own) => layer.forward(value, own)),
    inverse: (x, call) => compose(backwards, x, call, (layer, value, own) => layer.inverse(value, own)),
    initialize: (x, call) => compose(backwards, x, call, (layer, value, own) => layer.initialize(value, own)),
    forwardPullback: (z, call) =>
      call.memory === 'recompute'
        ? recomputingPullback(ofTurned(), z, call)
        : composePullbacks(stepsOf(parts, 'forwardPullback', call), z),
    inversePullback: (x, call) =>
      call.memory === 'recompute'
        ? recomputingPullback(parts, x, call)
        : composePullbacks(stepsOf(backwards, 'inversePullback', call), x),
    pullbackFromOutput: (z, dValue, dLogDet, call) => rebuildChain(parts, z, dValue, dLogDet, call),
    config: () => ({ layers: layers.map((layer) => layer.config()), ...(names && { names: [...names] }) }),
    dispose: () => layers.forEach((layer) => void layer.dispose()),
  });
}

export const chainFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) => {
  const read = readConfig(config);
  const names = read.has('names') ? read.strings('names') : undefined;
  const layers = read
    .list('layers')
    .map((layer, i) => within(names?.[i] ?? String(i), () => parts.bijector(layer)));
  return chain(layers, names ? { names } : {});
};

function stepsOf(
  parts: readonly NamedLayer[],
  direction: 'forwardPullback' | 'inversePullback',
  call: Call,
): ((value: Tensor) => Pullback)[] {
  return parts.map(
    ({ layer, segment }) =>
      (value) =>
        within(segment, () => layer[direction](value, call)),
  );
}

function checkLayers(layers: readonly Bijector[], segments: readonly string[]): void {
  if (layers.length === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'layers',
      message: 'A chain needs at least one layer.',
    });
  }
  if (
    segments.length !== layers.length ||
    new Set(segments).size !== segments.length ||
    segments.some(isBadSegment)
  ) {
    throw new FlowError('invalid-argument', {
      argument: 'names',
      message: 'Each layer needs a name of its own, without dots.',
      expected: `${layers.length} different names`,
      received: JSON.stringify(segments),
    });
  }
  for (const [i, layer] of layers.slice(1).entries()) {
    const before = layers[i] as Bijector;
    if (before.dataShape.join() === layer.latentShape.join()) continue;
    throw new FlowError('shape-mismatch', {
      argument: 'layers',
      path: segments[i + 1] as string,
      message: `This ${layer.kind} does not fit the ${before.kind} before it (forward order).`,
      expected: `[${before.dataShape}]`,
      received: `[${layer.latentShape}]`,
    });
  }
}

function isBadSegment(segment: string): boolean {
  return typeof segment !== 'string' || segment === '' || segment.includes('.');
}
