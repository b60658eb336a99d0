import { FlowError } from '@flow/backend';
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
  sum,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** The loss of a batch and its gradients. */
export type ValueAndGradients = {
  /** The weighted mean of −log p over the rows, in nats. */
  readonly loss: Scalar;
  /** Its gradient for each trainable variable. */
  readonly gradients: ReadonlyMap<Variable, Tensor>;
  /**
   * With `memory: 'recompute'`, how far the inputs that were rebuilt are from those given, ‖rebuilt − given‖ / ‖given‖ at
   * worst. Gradients are off by about as much: above 1e-4 the flow is too ill-conditioned for it in float32.
   */
  readonly drift?: number;
  /** Gradients go back to the call's store, where it has one. */
  dispose(): void;
};

/**
 * loss = −Σ wᵢ log p(xᵢ) / Σ wᵢ and its gradients, by the layers' pullbacks: no tape over the whole model.
 *
 * @param call `memory: 'recompute'` holds activations of one layer at a time, for one more run of each network
 * @param weights [batch], default all 1
 * @throws shape-mismatch, invalid-argument, and what the layers throw
 */
export function valueAndGradients(
  bijector: Bijector,
  base: BaseDistribution,
  x: Tensor,
  call: Call,
  weights?: Tensor,
): ValueAndGradients {
  const batch = x.shape[0] as number;
  checkWeights(weights, batch);
  checkMemory(call.memory);
  const inverse = bijector.inversePullback(x, call);
  const temporary: Tensor[] = [inverse.value, inverse.logDet];
  const results: Tensor[] = [];
  try {
    const share = shares(batch, weights);
    const dLogProb = neg(share);
    temporary.push(share, dLogProb);
    const ofBase = throughBase(base, inverse.value, dLogProb);
    temporary.push(ofBase.logProb, ofBase.dz);
    results.push(...ofBase.gradients.values());
    const loss = tidy(() => neg(sum(mul(add(ofBase.logProb, inverse.logDet), share)))) as Scalar;
    results.push(loss);
    const { dx, dContext, gradients, drift } = inverse.pullback(ofBase.dz, dLogProb);
    temporary.push(dx, ...(dContext ? [dContext] : []));
    accumulateGradients(gradients, ofBase.gradients);
    return {
      loss,
      gradients,
      ...(drift !== undefined && { drift }),
      dispose() {
        loss.dispose();
        // One by one: tf.dispose would walk hundreds of gradients as a tree.
        for (const [variable, gradient] of gradients) {
          if (call.gradients) call.gradients.give(variable, gradient);
          else gradient.dispose();
        }
      },
    };
  } catch (error) {
    dispose(results);
    throw error;
  } finally {
    inverse.dispose();
    dispose(temporary);
  }
}

type ThroughBase = {
  readonly logProb: Tensor;
  readonly dz: Tensor;
  readonly gradients: ReadonlyMap<Variable, Tensor>;
};

/** log π(z) and back: by the score, and by autodiff over the base alone where it is trained. */
function throughBase(base: BaseDistribution, z: Tensor, dLogProb: Tensor): ThroughBase {
  if (!base.parameters.some(({ trainable }) => trainable)) {
    const { logProb, dz } = tidy(() => ({
      logProb: base.logProb(z),
      dz: mul(base.score(z), reshape(dLogProb, [-1, 1])),
    }));
    return { logProb, dz, gradients: new Map() };
  }
  const none = zerosLike(dLogProb);
  const run = autodiffPullback((at) => ({ value: base.logProb(at), logDet: none }), z, {}, base.parameters);
  try {
    const { dx, gradients } = run.pullback(dLogProb, none);
    return { logProb: run.value, dz: dx, gradients };
  } finally {
    none.dispose();
  }
}

/** wᵢ / Σ w. */
function shares(batch: number, weights: Tensor | undefined): Tensor {
  return weights === undefined ? fill([batch], 1 / batch) : tidy(() => div(weights, sum(weights)));
}

/** @throws shape-mismatch */
function checkWeights(weights: Tensor | undefined, batch: number): void {
  if (weights === undefined || (weights.rank === 1 && weights.shape[0] === batch)) return;
  throw new FlowError('shape-mismatch', {
    argument: 'weights',
    message: 'Each row has one weight.',
    expected: `[${batch}]`,
    received: `[${weights.shape}]`,
  });
}

/** @throws invalid-argument */
function checkMemory(memory: unknown): void {
  if (memory === undefined || memory === 'store' || memory === 'recompute') return;
  throw new FlowError('invalid-argument', {
    argument: 'memory',
    message: 'Activations are stored or recomputed.',
    expected: "'store' or 'recompute'",
    received: String(memory),
  });
}
