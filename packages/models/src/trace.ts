import { type Bijector, type Call, within } from '@flow/layers';
import { add, dispose, type Tensor, zeros } from '@tensorflow/tfjs-core';

export type TraceStep = {
  /** The layer's path, `3`; empty for a model of one layer. */
  readonly path: string;
  readonly kind: string;
  /** After this layer, row-major [rows, size of a datum]. */
  readonly value: Float32Array;
  /** log|det| of this layer alone, one for each row. */
  readonly logDet: Float32Array;
  /** Their sum from x to here. */
  readonly totalLogDet: Float32Array;
};

/** Runs x towards the latent and keeps what each layer made of it. @param x [batch, ...dataShape] */
export function traceInverse(parts: readonly TracePart[], x: Tensor, call: Call): TraceStep[] {
  let value = x;
  let total: Tensor = zeros([x.shape[0] as number]);
  const steps: TraceStep[] = [];
  for (const { layer, path } of parts) {
    const step = within(path, () => layer.inverse(value, call));
    if (value !== x) dispose(value);
    const sum = add(total, step.logDet);
    dispose(total);
    [value, total] = [step.value, sum];
    steps.push({
      path,
      kind: layer.kind,
      value: value.dataSync() as Float32Array,
      logDet: step.logDet.dataSync() as Float32Array,
      totalLogDet: total.dataSync() as Float32Array,
    });
    dispose(step.logDet);
  }
  dispose([total, ...(value === x ? [] : [value])]);
  return steps;
}

export type TracePart = { readonly layer: Bijector; readonly path: string };

/** The layers of a bijector in the order of `forward`; chains and the levels of multi-scale flows are opened. */
export function forwardParts(layer: Bijector, path = ''): TracePart[] {
  const children = layer.layers ?? layer.parts;
  if (children === undefined) return [{ layer, path }];
  return children.flatMap((child) =>
    forwardParts(child.layer, path ? `${path}.${child.segment}` : child.segment),
  );
}

/** The layers of a bijector in the order of the inverse direction; a chain is opened, also inside a chain. */
export function inverseParts(layer: Bijector, path = ''): TracePart[] {
  const children = layer.layers;
  if (children === undefined) return [{ layer, path }];
  return children
    .toReversed()
    .flatMap((child) => inverseParts(child.layer, path ? `${path}.${child.segment}` : child.segment));
}
