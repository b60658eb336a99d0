import { adamaxStep } from '@flow/backend';
import { type MomentOptions, momentOptimizer } from './moment-optimizer.ts';
import type { Optimizer } from './optimizer.ts';

export type AdamaxOptions = MomentOptions;

/**
 * Adamax, Adam by the largest gradient: m ← β₁m + (1−β₁)g, u ← max(β₂u, |g|), θ ← θ − η · m̂ / (u + ε) with
 * m̂ = m/(1−β₁ᵗ). Glow is trained with it.
 *
 * @throws invalid-argument
 * @see Kingma and Ba 2015 (arXiv 1412.6980), algorithm 2
 * @example
 * ```ts
 * await fit(flow, rows, { optimizer: adamax({ learningRate: 1e-3 }), warmupSteps: 100, clipNorm: 50 });
 * ```
 */
export function adamax(options: AdamaxOptions = {}): Optimizer {
  return momentOptimizer('adamax', options, adamaxStep);
}
