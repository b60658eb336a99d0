import { adam } from './adam.ts';
import type { MomentOptions } from './moment-optimizer.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam with decoupled weight decay, θ ← θ − η·λ·θ beside its step, by default λ = 0.01: `adam` with `weightDecay`.
 * Biases, scales and actNorms do not decay.
 *
 * @param options as those of `adam`
 * @throws invalid-argument
 * @see Loshchilov and Hutter 2019 (arXiv 1711.05101), algorithm 2
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: adamW({ learningRate: 1e-3 }) });
 * ```
 */
export function adamW({ weightDecay = 0.01, ...options }: MomentOptions = {}): Optimizer {
  return adam({ weightDecay, ...options });
}
