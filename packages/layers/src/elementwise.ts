import { add, dispose, exp, mul, neg, reshape, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Pullback, WithLogDet } from './bijector.ts';
import type { BijectorSpec } from './define-bijector.ts';
import { createPullback } from './pullback.ts';
import { keepShare } from './share.ts';

/** A strictly monotone function applied to each value by itself, without parameters; all in terms of z. */
export type ElementwiseMap = {
  /** x = f(z). */
  forward(z: Tensor): Tensor;
  /** z = f⁻¹(x). */
  inverse(x: Tensor): Tensor;
  /** log|f′(z)|. */
  logSlope(z: Tensor): Tensor;
  /** The derivative of `logSlope`. */
  logSlopeGradient(z: Tensor): Tensor;
};

/** The passes of an elementwise bijector: log|det J_f| = Σ log|f′(z)|. */
export function elementwisePasses(
  map: ElementwiseMap,
): Pick<Required<BijectorSpec>, 'forward' | 'inverse' | 'forwardPullback' | 'inversePullback'> {
  const forward = (z: Tensor): WithLogDet => ({ value: map.forward(z), logDet: sumRows(map.logSlope(z)) });
  const inverse = (x: Tensor): WithLogDet => {
    const z = map.inverse(x);
    return { value: z, logDet: neg(sumRows(map.logSlope(z))) };
  };
  return {
    forward,
    inverse,
    forwardPullback: (z) =>
      remembering(
        tidy(() => forward(z)),
        z,
        (at, dValue, dLogDet) =>
          add(mul(dValue, exp(map.logSlope(at))), mul(dLogDet, map.logSlopeGradient(at))),
      ),
    inversePullback: (x) => {
      const result = tidy(() => inverse(x));
      return remembering(result, result.value, (at, dValue, dLogDet) =>
        mul(sub(dValue, mul(dLogDet, map.logSlopeGradient(at))), exp(neg(map.logSlope(at)))),
      );
    },
  };
}

/** A pullback that keeps z. */
function remembering(
  result: WithLogDet,
  latent: Tensor,
  backward: (z: Tensor, dValue: Tensor, dLogDet: Tensor) => Tensor,
): Pullback {
  const z = keepShare(latent);
  return createPullback(
    result,
    (dValue, dLogDet) => {
      const perRow = reshape(dLogDet, [-1, ...z.shape.slice(1).map(() => 1)]);
      return { dx: backward(z, dValue, perRow), gradients: new Map() };
    },
    () => dispose(z),
  );
}

/** Σ over everything but the batch, [batch]. */
function sumRows(terms: Tensor): Tensor {
  const batch = terms.shape[0] as number;
  return sum(reshape(terms, [batch, -1]), 1);
}
