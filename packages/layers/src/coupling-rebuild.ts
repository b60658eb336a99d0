import { addToColumns, couplingNetwork, couplingTransform, type DenseCoupling } from '@flow/backend';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Call, RebuiltGradients } from './bijector.ts';
import { type CouplingLayer, denseCoupling, gradientsByVariable, netPullback } from './coupling-pass.ts';

type Upstream = { readonly dValue: Tensor; readonly dLogDet: Tensor };

/**
 * The gradients of a coupling's inverse from its value z. The features that steer are the same in x and in z, so one
 * run of the network serves to rebuild x and to go back.
 */
export function rebuildCoupling(
  layer: CouplingLayer,
  z: Tensor,
  upstream: Upstream,
  call: Call,
): RebuiltGradients {
  const dense = denseCoupling(layer, 'forward', z);
  if (dense) return rebuildDense(dense, layer, z, upstream, call);
  const { transformed, identity, scale, order } = layer;
  const ofNet = netPullback(layer, z, call);
  const h = ofNet.value;
  const made: Tensor[] = [h];
  try {
    const options = { scale, order } as const;
    const rebuilt = couplingTransform.apply(z, h, transformed, { ...options, direction: 'forward' });
    made.push(rebuilt.logDet);
    const down = couplingTransform.backward({ z, h }, transformed, upstream, {
      ...options,
      direction: 'inverse',
    });
    made.push(down.dx, down.dh);
    const back = ofNet.pullback(down.dh);
    made.push(back.dx);
    return { ...back, input: rebuilt.value, dx: addToColumns(down.dx, back.dx, identity) };
  } finally {
    dispose(made);
    ofNet.dispose();
  }
}

/** The same in two operations: forward, with what the network said, which the inverse's way back takes as it is. */
function rebuildDense(
  dense: DenseCoupling,
  { net }: CouplingLayer,
  z: Tensor,
  upstream: Upstream,
  call: Call,
): RebuiltGradients {
  const { value: input, logDet, saved } = couplingNetwork.apply(z, dense, { save: true });
  try {
    const turned = { ...saved, coupling: { ...dense, direction: 'inverse' } } as const;
    const { dx, kernels, biases } = couplingNetwork.backward(turned, upstream, call.gradients?.take);
    return { input, dx, gradients: gradientsByVariable(net, kernels, biases) };
  } catch (error) {
    input.dispose();
    throw error;
  } finally {
    logDet.dispose();
    saved.dispose();
  }
}
