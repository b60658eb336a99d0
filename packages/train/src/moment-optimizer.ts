import type { adamStep } from '@flow/backend';
import type { Optimizer } from './optimizer.ts';
import { checkRate, type OptimizerOptions, slotOptimizer } from './slot-optimizer.ts';

/** What Adam and its relatives take. */
export type MomentOptions = OptimizerOptions & {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
};

/**
 * An optimizer that keeps two running statistics of each parameter's gradients and moves all parameters of one
 * rate in one call of `move`.
 *
 * @throws invalid-argument
 */
export function momentOptimizer(
  kind: string,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...options }: MomentOptions,
  move: typeof adamStep,
): Optimizer {
  checkRate('beta1', beta1, -Number.MIN_VALUE, 1);
  checkRate('beta2', beta2, -Number.MIN_VALUE, 1);
  checkRate('epsilon', epsilon, 0, Infinity);
  return slotOptimizer(
    {
      kind,
      settings: { beta1, beta2, epsilon },
      slots: ['first', 'second'],
      move(slots, numbers) {
        const moments = slots.map(({ state, ...slot }) => ({ ...slot, ...state }));
        move(moments, { ...numbers, beta1, beta2, epsilon });
      },
    },
    options,
  );
}
