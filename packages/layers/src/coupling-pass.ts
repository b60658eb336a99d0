import {
  addToColumns,
  type Columns,
  type CouplingOrder,
  type CouplingScale,
  couplingNetwork,
  couplingTransform,
  type DenseCoupling,
  type Direction,
  gatherColumns,
  isTaping,
} from '@flow/backend';
import { dispose, keep, type Tensor, type Variable, zeros } from '@tensorflow/tfjs-core';
import type { Call, Pullback, WithLogDet } from './bijector.ts';
import type { Conditioner, ConditionerPullback } from './conditioner.ts';
import { conditionerAutodiff } from './conditioner-autodiff.ts';
import { denseOf } from './dense-conditioner.ts';
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
  const dense = denseCoupling(layer, direction, input);
  if (dense && !isTaping()) {
    const { value, logDet } = couplingNetwork.apply(input, dense);
    return { value, logDet };
  }
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
  const dense = denseCoupling(layer, direction, input);
  if (dense) return densePullback(dense, layer, input, call);
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

/** The coupling as one operation, where its network is a plain dense one on vectors. */
export function denseCoupling(
  { net, scale, order, identity, transformed }: CouplingLayer,
  direction: Direction,
  input: Tensor,
): DenseCoupling | undefined {
  const dense = denseOf(net);
  return dense && input.rank === 2 ? { ...dense, direction, scale, order, identity, transformed } : undefined;
}

function densePullback(coupling: DenseCoupling, { net }: CouplingLayer, input: Tensor, call: Call): Pullback {
  const { value, logDet, saved } = couplingNetwork.apply(input, coupling, { save: true });
  return createUntidiedPullback(
    { value, logDet },
    (dValue, dLogDet) => {
      const { dx, kernels, biases } = couplingNetwork.backward(
        saved,
        { dValue, dLogDet },
        call.gradients?.take,
      );
      return { dx, gradients: gradientsByVariable(net, kernels, biases) };
    },
    () => saved.dispose(),
  );
}

/** A dense network's gradients, in the order of its layers, for its variables. */
export function gradientsByVariable(
  net: Conditioner,
  kernels: readonly Tensor[],
  biases: readonly Tensor[],
): Map<Variable, Tensor> {
  const gradients = new Map<Variable, Tensor>();
  denseOf(net)?.layers.forEach(({ kernel, bias }, index) => {
    gradients.set(kernel, kernels[index] as Tensor);
    gradients.set(bias, biases[index] as Tensor);
  });
  return gradients;
}

/** What the network says of the features that steer, with its way back. */
export function netPullback(
  { net, identity }: CouplingLayer,
  input: Tensor,
  call: Call,
): ConditionerPullback {
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
