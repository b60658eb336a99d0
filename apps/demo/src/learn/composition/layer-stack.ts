import {
  affineCoupling,
  type Bijector,
  createRng,
  elementwiseAffine,
  invertibleLinear,
  leakyRelu,
  mlp,
  type Rng,
  reversePermutation,
} from '@flow/layers';
import { logAbsDetJacobian, trace } from '@flow/math';
import { type Tensor, tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Point } from '../../plane/plane-context.ts';

export const KINDS = ['coupling', 'otherCoupling', 'affine', 'mixing', 'swap', 'kink'] as const;
export type LayerKind = (typeof KINDS)[number];

/** A layer of @flow/layers with weights drawn from its seed. */
export type StackedLayer = { readonly id: number; readonly kind: LayerKind; readonly layer: Bijector };

/** What one layer did to the point. */
export type StackStep = {
  readonly value: Point;
  readonly logDet: number;
  readonly runningLogDet: number;
};

const FEATURES = { features: 2 } as const;

const MAKERS: Readonly<Record<LayerKind, (rng: Rng) => Bijector>> = {
  coupling: (rng) => wavyCoupling('even', rng),
  otherCoupling: (rng) => wavyCoupling('odd', rng),
  affine: (rng) => withWeights(elementwiseAffine(FEATURES), rng, 0.35),
  mixing: (rng) => invertibleLinear({ ...FEATURES, rng }),
  swap: () => reversePermutation(2),
  kink: () => leakyRelu({ shape: [2], slope: 0.5 }),
};

/** Makes a layer; the same kind and id give the same weights. The caller disposes it. */
export function stackLayer(kind: LayerKind, id: number): StackedLayer {
  return { id, kind, layer: MAKERS[kind](createRng(id)) };
}

/** The point and log|det| after each layer. */
export function traceStack(stack: readonly StackedLayer[], z: Point): readonly StackStep[] {
  const steps: StackStep[] = [];
  tidy(() => {
    for (const { value, logDet, runningLogDet } of trace(
      stack.map(
        ({ layer }) =>
          (x) =>
            layer.forward(x),
      ),
      tensor2d([...z], [1, 2]),
    )) {
      const [a = Number.NaN, b = Number.NaN] = value.dataSync();
      steps.push({
        value: [a, b],
        logDet: logDet.dataSync()[0] ?? Number.NaN,
        runningLogDet: runningLogDet.dataSync()[0] ?? Number.NaN,
      });
    }
  });
  return steps;
}

/** log|det| of the whole composition by brute force: its Jacobian, as if nothing were known about it. */
export function bruteForceLogDet(stack: readonly StackedLayer[], z: Point): number {
  return tidy(() => logAbsDetJacobian(forwardOf(stack), tensor2d([...z], [1, 2]))[0] ?? Number.NaN);
}

/** The composition as a function of a batch. */
export function forwardOf(stack: readonly StackedLayer[]): (z: Tensor) => Tensor {
  return (z) => stack.reduce((value, { layer }) => layer.forward(value).value, z);
}

function wavyCoupling(mask: 'even' | 'odd', rng: Rng): Bijector {
  const layer = affineCoupling({
    ...FEATURES,
    mask,
    bound: 1,
    conditioner: (sizes) => mlp({ ...sizes, hidden: [12], activation: 'tanh', rng }),
  });
  return withWeights(layer, rng, 0.55);
}

/** Layers start as the identity, which shows nothing: gives every parameter a value of its own. */
function withWeights(layer: Bijector, rng: Rng, scale: number): Bijector {
  for (const { variable } of layer.parameters) {
    tidy(() => {
      const values = rng.normal(variable.size).map((value) => value * scale);
      variable.assign(tensor(values, variable.shape));
    });
  }
  return layer;
}
