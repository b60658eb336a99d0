import { type Bijector, type Call, type WithLogDet, within } from '@flow/layers';
import { add, clone, dispose, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { type LayerPlace, type Visit, walkForward, walkInverse } from './layer-walk.ts';

/** A batch after one layer of its way from x to z. */
export type TraceStep = {
  /** The layer's path, `3`; empty for a model of one layer. */
  readonly path: string;
  /** The layer's kind: `affineCoupling`. */
  readonly kind: string;
  /**
   * After this layer, row-major [rows, size of a datum]. Inside a multi-scale flow: what is still on its way, then what
   * left for the latent already, the coarsest level first.
   */
  readonly value: Float32Array;
  /** log|det| of this layer alone, one for each row. */
  readonly logDet: Float32Array;
  /** Their sum from x to here. */
  readonly totalLogDet: Float32Array;
};

/** Runs x towards the latent and keeps what each layer made of it. @param x [batch, ...dataShape] */
export function traceInverse(bijector: Bijector, x: Tensor, call: Call): TraceStep[] {
  return traceWalk(walkInverse, bijector, x, (layer, value) => layer.inverse(value, call));
}

/** The same from z to the data; log-dets are those of `forward`. @param z [batch, ...latentShape] */
export function traceForward(bijector: Bijector, z: Tensor, call: Call): TraceStep[] {
  return traceWalk(walkForward, bijector, z, (layer, value) => layer.forward(value, call));
}

function traceWalk(
  walk: (bijector: Bijector, input: Tensor, visit: Visit) => Tensor,
  bijector: Bijector,
  input: Tensor,
  run: (layer: Bijector, value: Tensor) => WithLogDet,
): TraceStep[] {
  const steps: TraceStep[] = [];
  let total: Tensor = zeros([input.shape[0] as number]);
  const result = walk(bijector, clone(input), ({ layer, path }, value, rest) => {
    const step = within(path, () => run(layer, value));
    dispose(value);
    const sum = add(total, step.logDet);
    dispose(total);
    total = sum;
    steps.push({
      path,
      kind: layer.kind,
      value: rowsOf([step.value, ...rest]),
      logDet: step.logDet.dataSync() as Float32Array,
      totalLogDet: total.dataSync() as Float32Array,
    });
    dispose(step.logDet);
    return step.value;
  });
  dispose([total, result]);
  return steps;
}

/** The numbers of several tensors, row by row. */
function rowsOf(tensors: readonly Tensor[]): Float32Array {
  const [first, ...others] = tensors.map((part) => part.dataSync() as Float32Array);
  const values = first as Float32Array;
  if (others.length === 0) return values;
  const rows = tensors[0]?.shape[0] as number;
  const parts = [values, ...others];
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const part of parts) {
      const width = part.length / rows;
      whole.set(part.subarray(row * width, (row + 1) * width), at);
      at += width;
    }
  }
  return whole;
}

/** The layers of a bijector in the order of `forward`; chains and the levels of multi-scale flows are opened. */
export function forwardParts(layer: Bijector, path = ''): LayerPlace[] {
  const children = layer.layers ?? layer.parts;
  if (children === undefined) return [{ layer, path }];
  return children.flatMap((child) =>
    forwardParts(child.layer, path ? `${path}.${child.segment}` : child.segment),
  );
}
