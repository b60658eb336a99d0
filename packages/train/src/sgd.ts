import { add, mul, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';
import { checkRate, type OptimizerOptions, slotOptimizer } from './slot-optimizer.ts';

export type SgdOptions = OptimizerOptions & {
  /** μ, 0 (default) or more and below 1. */
  readonly momentum?: number;
};

/**
 * Gradient descent with heavy-ball momentum: v ← μv + g, θ ← θ − η·(v + λθ). λ is the decoupled weight decay.
 *
 * @throws invalid-argument
 * @see Polyak 1964; Sutskever et al. 2013, section 2
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: sgd({ learningRate: 1e-3, momentum: 0.9 }) });
 * ```
 */
export function sgd({ momentum = 0, ...options }: SgdOptions = {}): Optimizer {
  checkRate('momentum', momentum, -Number.MIN_VALUE, 1);
  return slotOptimizer(
    {
      kind: 'sgd',
      settings: { momentum },
      slots: ['velocity'],
      move(slots, { learningRate, gradientScale }) {
        for (const { variable, gradient, state, weightDecay } of slots) {
          assign(state.velocity, () => add(mul(state.velocity, momentum), mul(gradient, gradientScale)));
          const keeps = 1 - learningRate * weightDecay;
          assign(variable, () => sub(mul(variable, keeps), mul(state.velocity, learningRate)));
        }
      },
    },
    options,
  );
}

/** Gives a variable its next value and frees what was made on the way. */
export function assign(variable: Variable, next: () => Tensor): void {
  const value = tidy(next);
  variable.assign(value);
  value.dispose();
}
