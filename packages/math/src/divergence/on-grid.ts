import { checkSameLength, type KlParts, klParts } from './kl-parts.ts';
import { logToMixture } from './log-to-mixture.ts';

export type GridOptions = {
  /** log q at the centre of each cell, −Infinity where q is 0. */
  readonly logQ: ArrayLike<number>;
  /** log p at the same points. */
  readonly logP: ArrayLike<number>;
  /** The volume of a cell, in the units of x to the power of its dimensions; 1 for probabilities of a list. */
  readonly cellVolume: number;
};

/**
 * KL(q ‖ p) ≈ Σ q log(q/p) Δ over the cells of a grid (the midpoint rule), with its parts. The grid has to hold
 * the mass of q.
 *
 * @param options by name
 * @param options.logQ log q, n values in nats
 * @param options.logP log p at the same points
 * @param options.cellVolume Δ
 * @throws shape-mismatch, invalid-argument
 * @see Davis and Rabinowitz, "Methods of Numerical Integration" (2nd ed. 1984), section 2.1
 * @example
 * ```ts
 * const xs = Array.from({ length: 400 }, (_, i) => -10 + (i + 0.5) / 20);
 * const logNormal = (mean: number) => xs.map((x) => -0.5 * (x - mean) ** 2 - 0.5 * Math.log(2 * Math.PI));
 * klOnGrid({ logQ: logNormal(1), logP: logNormal(0), cellVolume: 1 / 20 }).kl; // 0.5
 * ```
 */
export function klOnGrid({ logQ, logP, cellVolume }: GridOptions): KlParts {
  const weights = Float64Array.from(logQ, (value) => Math.exp(value) * cellVolume);
  return klParts({ logQ, logP, weights });
}

/**
 * The Jensen-Shannon divergence ½ KL(q ‖ m) + ½ KL(p ‖ m), m = ½(q + p), over the cells of a grid, in nats.
 *
 * @param options by name
 * @param options.logQ log q, n values in nats
 * @param options.logP log p at the same points
 * @param options.cellVolume the volume of a cell
 * @returns 0 for equal densities, log 2 for densities that do not overlap
 * @throws shape-mismatch, invalid-argument
 * @see Lin, "Divergence measures based on the Shannon entropy" (1991)
 * @example
 * ```ts
 * const [logQ, logP] = [[0.5, 0.5, 0].map(Math.log), [0, 0.5, 0.5].map(Math.log)];
 * jensenShannonOnGrid({ logQ, logP, cellVolume: 1 }); // 0.346573590280
 * ```
 */
export function jensenShannonOnGrid({ logQ, logP, cellVolume }: GridOptions): number {
  checkSameLength(logQ, { logP });
  return (halfDivergence(logQ, logP, cellVolume) + halfDivergence(logP, logQ, cellVolume)) / 2;
}

/** KL(a ‖ ½(a + b)). */
function halfDivergence(logA: ArrayLike<number>, logB: ArrayLike<number>, cellVolume: number): number {
  let total = 0;
  for (let i = 0; i < logA.length; i++) {
    const [a, b] = [logA[i] as number, logB[i] as number];
    if (a !== -Infinity) total += Math.exp(a) * cellVolume * logToMixture(a, b);
  }
  return total;
}
