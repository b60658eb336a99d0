import type { Bijector, NamedLayer } from './bijector.ts';
import { rebuildChain } from './chain-rebuild.ts';
import { defineBijector } from './define-bijector.ts';

/**
 * A view of a layer with its directions exchanged, so that what is written for one of them serves both. It owns
 * nothing; a chain is turned part by part, and so is rebuilt part by part.
 */
export function turned(layer: Bijector): Bijector {
  const parts = layer.layers && turnedParts(layer.layers);
  return defineBijector({
    kind: layer.kind,
    dataShape: layer.latentShape,
    latentShape: layer.dataShape,
    contextShape: layer.contextShape,
    recomputable: layer.recomputable,
    rowIndependent: layer.rowIndependent,
    ...(parts && { layers: parts }),
    forward: (z, call) => layer.inverse(z, call),
    inverse: (x, call) => layer.forward(x, call),
    forwardPullback: (z, call) => layer.inversePullback(z, call),
    inversePullback: (x, call) => layer.forwardPullback(x, call),
    ...(parts && {
      pullbackFromOutput: (z, dValue, dLogDet, call) => rebuildChain(parts, z, dValue, dLogDet, call),
    }),
    config: () => layer.config(),
  });
}

/** Layers in the order of `forward`, each turned, in the order of the turned one. */
export function turnedParts(parts: readonly NamedLayer[]): NamedLayer[] {
  return parts.toReversed().map(turnedPart);
}

export function turnedPart({ segment, layer }: NamedLayer): NamedLayer {
  return { segment, layer: turned(layer) };
}
