import type { HiddenActivation } from '@flow/backend';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Conditioner } from './conditioner.ts';

/** The variables of a plain dense network without context, in the order of its layers. */
export type DenseConditioner = {
  readonly layers: readonly { readonly kernel: Variable; readonly bias: Variable }[];
  readonly activation: HiddenActivation;
};

/** By identity, not as a property: what somebody builds around such a network is not one. */
const known = new WeakMap<Conditioner, DenseConditioner>();

/** Notes that a conditioner is a plain dense network, so that a coupling runs it and its own transform as one. */
export function asDense(net: Conditioner, dense: DenseConditioner): Conditioner {
  known.set(net, dense);
  return net;
}

export function denseOf(net: Conditioner): DenseConditioner | undefined {
  return known.get(net);
}
