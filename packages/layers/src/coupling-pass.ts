import {
  addToColumns,
  type Columns,
  type CouplingOrder,
  type CouplingScale,
  couplingTransform,
  type Direction,
  gatherColumns,
} from '@flow/backend';
import { dispose, keep, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { Call, Pullback, WithLogDet } from './bijector.ts';
import type { Conditioner, ConditionerPullback } from './conditioner.ts';
import { conditionerAutodiff } from './conditioner-autodiff.ts';
import { within } from './layer-path.ts';
import { createUntidiedPullback, gradientTensors } from './pullback.ts';
import { keepShare } from './share.ts';
import { recorded, recordedValue } from './tape.ts';

/** What a coupling is made of: which features steer, which move, and how. */
export type CouplingLayer = {
  readonly net: Conditioner;
  readonly scale: CouplingScale;
  readonly order: CouplingOrder;
  readonly identity: Columns;
  readonly transformed: Columns;
};

/** The transformed features moved by what the network says of the others. @param input [batch, features] */
export function runCoupling(
  layer: CouplingLayer,
  direction: Direction,
  input: Tensor,
  call: Call,
): WithLogDet {
  const { net, transformed, identity, scale, order } = layer;
  const options = { direction, scale, order };
  const steering = recordedValue(
    [input],
    ([x]) => gatherColumns(x as Tensor, identity),
    ([x], dy) => [addToColumns(zeros((x as Tensor).shape), dy, identity)],
  );
  const h = within('conditioner', () => net.apply(steering, call));
  return recorded(
    [input, h],
    ([x, output]) => couplingTransform.apply(x as Tensor, output as Tensor, transformed, options),
    ({ inputs: [x, output], value }, dValue, dLogDet) => {
      const saved = { z: (direction === 'forward' ? x : value) as Tensor, h: output as Tensor };
      const { dx, dh } = couplingTransform.backward(saved, transformed, { dValue, dLogDet }, options);
      return [dx, dh];
    },
  );
}

/** The same with its way back: through the transform, then through the network into the steering features. */
export function couplingPullback(
  layer: CouplingLayer,
  direction: Direction,
  input: Tensor,
  call: Call,
): Pullback {
  const { transformed, identity, scale, order } = layer;
  const options = { direction, scale, order };
  const ofNet = netPullback(layer, input, call);
  const h = keep(ofNet.value);
  const freeNet = () => {
    ofNet.dispose();
    dispose(h);
  };
  const result = orElse(freeNet, () => couplingTransform.apply(input, h, transformed, options));
  const z = keepShare(direction === 'forward' ? input : result.value);
  return createUntidiedPullback(
    result,
    (dValue, dLogDet) => {
      const { dx, dh } = couplingTransform.backward({ z, h }, transformed, { dValue, dLogDet }, options);
      try {
        const back = ofNet.pullback(dh);
        const total = orElse(
          () => dispose(gradientTensors(back)),
          () => addToColumns(dx, back.dx, identity),
        );
        back.dx.dispose();
        return { ...back, dx: total };
      } finally {
        dx.dispose();
        dh.dispose();
      }
    },
    () => {
      freeNet();
      dispose(z);
    },
  );
}

function netPullback({ net, identity }: CouplingLayer, input: Tensor, call: Call): ConditionerPullback {
  const steering = gatherColumns(input, identity);
  try {
    return within(
      'conditioner',
      () => net.pullback?.(steering, call) ?? conditionerAutodiff(net, steering, call),
    );
  } finally {
    dispose(steering);
  }
}

/** Frees what was made before where the next step fails. */
function orElse<T>(free: () => void, run: () => T): T {
  try {
    return run();
  } catch (error) {
    free();
    throw error;
  }
}
