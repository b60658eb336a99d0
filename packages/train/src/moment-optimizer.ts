import { type adamStep, FlowError } from '@flow/backend';
import { tidy, type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';
import type { Optimizer, Update } from './optimizer.ts';

/** What Adam and its relatives take. */
export type MomentOptions = {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /**
   * Decoupled weight decay λ (AdamW): weights also shrink by η·λ a step; biases, scales and actNorms do not.
   * Default 0.
   */
  readonly weightDecay?: number;
};

/**
 * An optimizer that keeps two running statistics of each parameter's gradients, zeros at first, and moves all
 * parameters in one call of `move`.
 *
 * @throws invalid-argument
 */
export function momentOptimizer(
  kind: string,
  { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: MomentOptions,
  move: typeof adamStep,
): Optimizer {
  checkRate('learningRate', learningRate, 0, Infinity);
  checkRate('beta1', beta1, -Number.MIN_VALUE, 1);
  checkRate('beta2', beta2, -Number.MIN_VALUE, 1);
  checkRate('epsilon', epsilon, 0, Infinity);
  checkRate('weightDecay', weightDecay, -Number.MIN_VALUE, Infinity);
  const moments = new Map<Variable, { readonly first: Variable; readonly second: Variable }>();
  let steps = 0;
  const momentsOf = (parameter: Variable) => {
    const known = moments.get(parameter);
    if (known) return known;
    const made = tidy(() => ({
      first: variable(zerosLike(parameter), false),
      second: variable(zerosLike(parameter), false),
    }));
    moments.set(parameter, made);
    return made;
  };
  return {
    kind,
    learningRate,
    step(updates: readonly Update[], rate: number, gradientScale: number) {
      steps += 1;
      const slots = updates.map(({ parameter, gradient }) => ({
        variable: parameter.variable,
        gradient,
        ...momentsOf(parameter.variable),
        weightDecay: parameter.group === 'weight' ? weightDecay : 0,
      }));
      move(slots, { step: steps, learningRate: rate, beta1, beta2, epsilon, gradientScale });
    },
    dispose() {
      for (const { first, second } of moments.values()) {
        first.dispose();
        second.dispose();
      }
      moments.clear();
      steps = 0;
    },
  };
}

/** @throws invalid-argument */
function checkRate(argument: string, value: number, low: number, high: number): void {
  if (value > low && value < high) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This setting of the optimizer is outside its range.',
    expected: `a number between ${Math.max(0, low)} and ${high}`,
    received: String(value),
  });
}
