import type { Parameter } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A parameter and the gradient of the loss for it. */
export type Update = { readonly parameter: Parameter; readonly gradient: Tensor };

/** One rule for moving parameters against their gradients; it owns its running averages. */
export interface Optimizer {
  readonly kind: string;
  /** Before schedules. */
  readonly learningRate: number;
  /**
   * Moves the parameters once.
   * @param learningRate of this step, after schedules
   * @param gradientScale multiplies every gradient first, for clipping
   */
  step(updates: readonly Update[], learningRate: number, gradientScale: number): void;
  dispose(): void;
}
