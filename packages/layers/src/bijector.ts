import type { GradientStore, Json, Parameter, Rng } from '@flow/backend';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LatentSlice } from './latent-layout.ts';
import type { Shape } from './shape.ts';

/** A value and log|det J| of the direction that gave it, one number for each row: `logDet` is [batch]. */
export type WithLogDet = { value: Tensor; logDet: Tensor };

/** What may come with an input. */
export type Call = {
  /** What the density is conditioned on, [batch, ...contextShape]. */
  readonly context?: Tensor;
  /** True inside a training step; layers with running statistics then use the batch's. */
  readonly training?: boolean;
  /** Source of noise, for layers that add some; without it they act deterministically. */
  readonly rng?: Rng;
  /** Lends tensors that gradients are written into; who asks for a pullback gives them back. */
  readonly gradients?: GradientStore;
  /**
   * What a pullback of a chain or a multi-scale flow keeps for the way back: what each layer needs (`store`, default), or
   * its value alone, from which the layers rebuild what they were given (`recompute`): memory for activations then does
   * not grow with depth, and a step runs each network once more (twice more in `forwardPullback`).
   */
  readonly memory?: Memory;
};

/** What a backward pass works from: activations that were stored, or inputs rebuilt from outputs. */
export type Memory = 'store' | 'recompute';

/** Derivatives of a scalar loss: with respect to the input, the context and each trainable variable. */
export type Gradients = {
  /** [...shape of the input]. */
  dx: Tensor;
  /** [...shape of the context]. */
  dContext?: Tensor;
  /** Each [...shape of its variable]. */
  gradients: Map<Variable, Tensor>;
  /** Where inputs were rebuilt on the way back: the largest ‖rebuilt − given‖ / ‖given‖. */
  drift?: number;
};

/**
 * A result that remembers how to go back. `pullback` takes ∂loss/∂value and ∂loss/∂logDet, may be called
 * once, and frees what was saved; where it is not called, `dispose` frees it (tf.tidy does not see into
 * closures). `value` and `logDet` are the caller's to dispose.
 */
export type Pullback = WithLogDet & {
  pullback(dValue: Tensor, dLogDet: Tensor): Gradients;
  dispose(): void;
};

/** Gradients at an input that was not stored but rebuilt, and that input. */
export type RebuiltGradients = Gradients & { input: Tensor };

/**
 * An invertible, differentiable map f: z -> x with a tractable Jacobian determinant.
 *
 * `forward` is f (towards the data), `inverse` is f⁻¹ (towards the latent). Each returns log|det J| of its
 * own direction, so the two cancel.
 */
export interface Bijector {
  /** Registry name, as written in saved models. */
  readonly kind: string;
  readonly dataShape: Shape;
  readonly latentShape: Shape;
  readonly contextShape?: Shape;
  /** f. @param z [batch, ...latentShape] float32 @throws shape-mismatch, dtype-mismatch, context-missing */
  forward(z: Tensor, call?: Call): WithLogDet;
  /** f⁻¹. @param x [batch, ...dataShape] float32 @throws shape-mismatch, dtype-mismatch, context-missing */
  inverse(x: Tensor, call?: Call): WithLogDet;
  /**
   * Sets parameters from a first batch, in the inverse direction, and returns `inverse(x)` after that. Runs
   * once; a layer that has been initialised (also before it was saved) only inverts.
   */
  initialize(x: Tensor, call?: Call): WithLogDet;
  readonly parameters: readonly Parameter[];
  /** The parts of a composition, in the order of `forward`. */
  readonly layers?: readonly NamedLayer[];
  /** The parts of a composition that are not applied one after the other to the whole; those near z first. */
  readonly parts?: readonly NamedLayer[];
  /** What the flat latent holds where, of a map that is a multi-scale flow or starts with one (in the order of `forward`). */
  readonly latentLayout?: readonly LatentSlice[];
  /** False where the input cannot be rebuilt from the output well enough to train on. */
  readonly recomputable: boolean;
  /** False where a row's result depends on the rest of its batch. */
  readonly rowIndependent: boolean;
  inversePullback(x: Tensor, call?: Call): Pullback;
  forwardPullback(z: Tensor, call?: Call): Pullback;
  /**
   * The pullback of `inverse` where only its value z is at hand: rebuilds x = f(z) and gives it with the gradients there,
   * so that training need not store what each layer was given.
   *
   * @param dValue ∂loss/∂z, dLogDet ∂loss/∂logDet of the inverse
   * @throws invalid-argument where the layer is not recomputable; shape-mismatch, dtype-mismatch, context-missing
   */
  pullbackFromOutput(z: Tensor, dValue: Tensor, dLogDet: Tensor, call?: Call): RebuiltGradients;
  /** Enough to build the layer again, without its parameters' values. */
  config(): BijectorConfig;
  dispose(): void;
}

/** A layer of a composition and its segment of the path. */
export type NamedLayer = { readonly segment: string; readonly layer: Bijector };

/** What a saved model says of a layer: its kind, and what its kind needs to build it again. */
export type BijectorConfig = { readonly kind: string; readonly [key: string]: Json };
