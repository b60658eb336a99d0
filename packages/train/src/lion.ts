import { add, cast, greater, less, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';
import { assign } from './sgd.ts';
import { checkRate, type OptimizerOptions, slotOptimizer } from './slot-optimizer.ts';

export type LionOptions = OptimizerOptions & {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.99. */
  readonly beta2?: number;
};

/**
 * Lion, steps of one size: c = β₁m + (1−β₁)g, θ ← θ − η·(sign(c) + λθ), m ← β₂m + (1−β₂)g. Its learning rate is
 * three to ten times smaller than Adam's, by default 1e-4.
 *
 * @throws invalid-argument
 * @see Chen et al. 2023 (arXiv 2302.06675), program 1
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: lion({ learningRate: 3e-4, weightDecay: 0.1 }) });
 * ```
 */
export function lion({
  beta1 = 0.9,
  beta2 = 0.99,
  learningRate = 1e-4,
  ...options
}: LionOptions = {}): Optimizer {
  checkRate('beta1', beta1, -Number.MIN_VALUE, 1);
  checkRate('beta2', beta2, -Number.MIN_VALUE, 1);
  return slotOptimizer(
    {
      kind: 'lion',
      settings: { beta1, beta2 },
      slots: ['mean'],
      move(slots, { learningRate: rate, gradientScale }) {
        for (const { variable, gradient, state, weightDecay } of slots) {
          const blend = (beta: number) =>
            add(mul(state.mean, beta), mul(gradient, (1 - beta) * gradientScale));
          const keeps = 1 - rate * weightDecay;
          assign(variable, () => sub(mul(variable, keeps), mul(sign(blend(beta1)), rate)));
          assign(state.mean, () => blend(beta2));
        }
      },
    },
    { learningRate, ...options },
  );
}

/** −1, 0 or 1; the WASM backend has no kernel for it. */
function sign(x: Tensor): Tensor {
  return sub(cast(greater(x, 0), 'float32'), cast(less(x, 0), 'float32'));
}
