import type { Json, Parameter, Rng } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The distribution π of the latent z that a flow starts from: a plain density over D numbers.
 *
 * All tensors are float32 with the batch first; log-densities are in nats.
 */
export interface BaseDistribution {
  /** Registry name in saved models. */
  readonly kind: string;
  /** D, the length of a flat latent. */
  readonly features: number;
  /** What is saved as tensors: the trained ones, and fixed values as `state` (`trainable` false). */
  readonly parameters: readonly Parameter[];
  /** log π(z), [batch, D] -> [batch]; differentiable on the tape in z and in the parameters. */
  logProb(z: Tensor): Tensor;
  /** n latents, [n, D]; `temperature` scales the spread around the centre (default 1). */
  sample(rng: Rng, n: number, temperature?: number): Tensor;
  /** ∇_z log π(z), [batch, D] -> [batch, D]. */
  score(z: Tensor): Tensor;
  /** −E log π(z) in nats; only where it has a closed form. */
  entropy?(): number;
  /**
   * `kind` and what is needed to build it again. Values of `parameters` are not in it: they are saved as
   * tensors by path, and a loader writes them over the placeholders that `baseFromConfig` puts there.
   */
  config(): { readonly [key: string]: Json };
  /** Frees its tensors. */
  dispose(): void;
}
