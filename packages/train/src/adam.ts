import { FlowError } from '@flow/backend';
import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Optimizer, Update } from './optimizer.ts';

export type AdamOptions = {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
};

/**
 * Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η · m̂ / (√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
 *
 * @throws invalid-argument
 * @see Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: adam({ learningRate: 3e-4 }) });
 * ```
 */
export function adam({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions = {}): Optimizer {
  checkRate('learningRate', learningRate, 0, Infinity);
  checkRate('beta1', beta1, -Number.MIN_VALUE, 1);
  checkRate('beta2', beta2, -Number.MIN_VALUE, 1);
  checkRate('epsilon', epsilon, 0, Infinity);
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
    kind: 'adam',
    learningRate,
    step(updates: readonly Update[], rate: number, gradientScale: number) {
      steps += 1;
      const correction1 = 1 - beta1 ** steps;
      const correction2 = 1 - beta2 ** steps;
      for (const { parameter, gradient } of updates) {
        const { first, second } = momentsOf(parameter.variable);
        tidy(() => {
          const g = gradientScale === 1 ? gradient : mul(gradient, gradientScale);
          const m: Tensor = add(mul(first, beta1), mul(g, 1 - beta1));
          const v: Tensor = add(mul(second, beta2), mul(square(g), 1 - beta2));
          const direction = div(m, add(sqrt(div(v, correction2)), epsilon));
          first.assign(m);
          second.assign(v);
          parameter.variable.assign(sub(parameter.variable, mul(direction, rate / correction1)));
        });
      }
    },
    dispose() {
      for (const { first, second } of moments.values()) {
        first.dispose();
        second.dispose();
      }
      moments.clear();
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
