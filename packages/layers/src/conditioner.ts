import type { Json, Parameter } from '@flow/backend';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { Shape } from './shape.ts';

/**
 * The result of a conditioner that remembers how to go back; as with a bijector's, `pullback` runs once. It
 * runs outside of a tidy and disposes its temporaries itself.
 */
export type ConditionerPullback = {
  /** [batch, ...outputShape]. */
  readonly value: Tensor;
  pullback(dValue: Tensor): { dx: Tensor; dContext?: Tensor; gradients: Map<Variable, Tensor> };
  dispose(): void;
};

/**
 * A free-form network inside a coupling: it sees the identity part (and the context) and says how the other
 * part is transformed. It need not be invertible.
 */
export interface Conditioner {
  readonly kind: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly contextShape?: Shape;
  /** [batch, ...inputShape] -> [batch, ...outputShape], differentiable on the tape. */
  apply(input: Tensor, call: Call): Tensor;
  /**
   * Data-dependent start, where the network has one. Called by each `initialize` of its coupling, so it runs once by
   * a flag of its own that `config()` saves, as actNorm's does.
   */
  initialize?(input: Tensor, call: Call): void;
  /** A backward pass written by hand; the coupling then needs no tape. */
  pullback?(input: Tensor, call: Call): ConditionerPullback;
  /** False where a training step mixes the rows of a batch, as batch normalisation does; default true. */
  readonly rowIndependent?: boolean;
  readonly parameters: readonly Parameter[];
  config(): ConditionerConfig;
  dispose(): void;
}

/** What a saved model says of a conditioner: its kind, and what its kind needs to build it again. */
export type ConditionerConfig = { readonly kind: string; readonly [key: string]: Json };

/** What a coupling tells the function that makes its conditioner. */
export type ConditionerSizes = {
  readonly inputs: number;
  readonly outputs: number;
  /** The axes before the features, [] for vectors and [height, width] for pictures: `inputShape` is [...space, inputs]. */
  readonly space: Shape;
};
