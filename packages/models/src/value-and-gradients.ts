import { accumulateGradients, autodiffPullback, type Bijector, type Call } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import {
  add,
  dispose,
  div,
  fill,
  mul,
  neg,
  reshape,
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
  const density = basePullback(base, inverse.value);
  const share = shares(x.shape[0] as number, weights);
  const loss = tidy(() => neg(sum(mul(add(density.logProb, inverse.logDet), share))) as Scalar);
  const dLogProb = neg(share);
  const ofBase = density.pullback(dLogProb);
  const ofBijector = inverse.pullback(ofBase.dz, dLogProb);
  const { gradients } = ofBijector;
  accumulateGradients(gradients, ofBase.gradients);
  dispose([inverse.value, inverse.logDet, density.logProb, share, dLogProb, ofBase.dz, ofBijector.dx]);
  if (ofBijector.dContext) dispose(ofBijector.dContext);
  return { loss, gradients, dispose: () => dispose([loss, ...gradients.values()]) };
}

type BasePullback = {
  readonly logProb: Tensor;
  pullback(dLogProb: Tensor): { dz: Tensor; gradients: Map<Variable, Tensor> };
};

/** log π(z) and its way back: by the score, and by autodiff over the base alone where it is trained. */
function basePullback(base: BaseDistribution, z: Tensor): BasePullback {
  if (!base.parameters.some(({ trainable }) => trainable)) {
    return {
      logProb: base.logProb(z),
      pullback: (dLogProb) => ({
        dz: tidy(() => mul(base.score(z), reshape(dLogProb, [-1, 1]))),
        gradients: new Map(),
      }),
    };
  }
  const zero = scalar(0);
  const run = autodiffPullback((at) => ({ value: base.logProb(at), logDet: zero }), z, {}, base.parameters);
  return {
    logProb: run.value,
    pullback(dLogProb) {
      const { dx, gradients } = run.pullback(dLogProb, zero);
      dispose(zero);
      return { dz: dx, gradients };
    },
  };
}

/** wᵢ / Σ w. */
function shares(batch: number, weights: Tensor | undefined): Tensor {
  return weights === undefined ? fill([batch], 1 / batch) : tidy(() => div(weights, sum(weights)));
}
