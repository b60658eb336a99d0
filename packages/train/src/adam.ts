import { adamStep } from '@flow/backend';
import { type MomentOptions, momentOptimizer } from './moment-optimizer.ts';
import type { Optimizer } from './optimizer.ts';

export type AdamOptions = MomentOptions;

/**
 * Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η · m̂ / (√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
 *
 * @throws invalid-argument
 * @see Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1; Loshchilov and Hutter 2019 (arXiv 1711.05101), algorithm 2
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: adam({ learningRate: 3e-4 }) });
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return momentOptimizer('adam', options, adamStep);
}
