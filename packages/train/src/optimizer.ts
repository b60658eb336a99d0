import type { Parameter } from '@flow/backend';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** A parameter and the gradient of the loss for it, [...shape of its variable]. */
export type Update = { readonly parameter: Parameter; readonly gradient: Tensor };

/** One rule for moving parameters against their gradients; it owns its running averages. */
export interface Optimizer {
  readonly kind: string;
  /** Before schedules. */
  readonly learningRate: number;
  /** What a checkpoint keeps; an optimizer without it cannot be resumed. */
  readonly memory?: OptimizerMemory;
  /**
   * Moves the parameters once.
   * @param learningRate of this step, after schedules
   * @param gradientScale multiplies every gradient first, for clipping
   */
  step(updates: readonly Update[], learningRate: number, gradientScale: number): void;
  dispose(): void;
}

/** Everything that an optimizer remembers from step to step. */
export interface OptimizerMemory {
  /** What it was made with; a checkpoint of other settings is refused. */
  readonly settings: Readonly<Record<string, number>>;
  /** Steps that moved the parameters; written where a run resumes. */
  steps: number;
  /** Running values of a parameter by name, made where there are none yet; written where a run resumes. */
  of(parameter: Parameter): Readonly<Record<string, Variable>>;
}
