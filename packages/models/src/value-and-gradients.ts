import { accumulateGradients, autodiffPullback, type Bijector, type Call } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import {
  add,
  dispose,
  div,
  fill,
  mul,
  neg,
  type Scalar,
  scalar,
  sum,
  type Tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';

export type ValueAndGradients = {
  /** The weighted mean of −log p over the rows, in nats. */
  readonly loss: Scalar;
  /** Its gradient for each trainable variable. */
  readonly gradients: ReadonlyMap<Variable, Tensor>;
  dispose(): void;
};

/**
 * loss = −Σ wᵢ log p(xᵢ) / Σ wᵢ and its gradients, by the layers' pullbacks: no tape over the whole model.
 *
 * @param weights [batch], default all 1
 */
export function valueAndGradients(
  bijector: Bijector,
  base: BaseDistribution,
  x: Tensor,
  call: Call,
  weights?: Tensor,
): ValueAndGradients {
  const inverse = bijector.inversePullback(x, call);
  const density = autodiffPullback(
    (z) => ({ value: base.logProb(z), logDet: scalar(0) }),
    inverse.value,
    {},
    base.parameters,
  );
  const share = shares(x.shape[0] as number, weights);
  const loss = tidy(() => neg(sum(mul(add(density.value, inverse.logDet), share))) as Scalar);
  const dLogProb = neg(share);
  const ofBase = density.pullback(dLogProb, density.logDet);
  const ofBijector = inverse.pullback(ofBase.dx, dLogProb);
  const { gradients } = ofBijector;
  accumulateGradients(gradients, ofBase.gradients);
  dispose([
    inverse.value,
    inverse.logDet,
    density.value,
    density.logDet,
    share,
    dLogProb,
    ofBase.dx,
    ofBijector.dx,
  ]);
  if (ofBijector.dContext) dispose(ofBijector.dContext);
  return { loss, gradients, dispose: () => dispose([loss, ...gradients.values()]) };
}

/** wᵢ / Σ w. */
function shares(batch: number, weights: Tensor | undefined): Tensor {
  return weights === undefined ? fill([batch], 1 / batch) : tidy(() => div(weights, sum(weights)));
}
