import { addToColumns, couplingTransform } from '@flow/backend';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Call, RebuiltGradients } from './bijector.ts';
import { type CouplingLayer, netPullback } from './coupling-pass.ts';

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
