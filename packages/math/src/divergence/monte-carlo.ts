import type { Rng } from '@flow/backend';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from '../base/base-distribution.ts';
import { type KlParts, klParts } from './kl-parts.ts';
import { logToMixture } from './log-to-mixture.ts';
import { meanWithError } from './mean-with-error.ts';

/** What can be drawn from and evaluated: a base distribution, a flow. */
export type Sampleable = Pick<BaseDistribution, 'sample' | 'logProb'>;

/** What can be evaluated. */
export type Evaluable = Pick<BaseDistribution, 'logProb'>;

/** A divergence estimated from samples, in nats. */
export type KlEstimate = KlParts & {
  /** Of `kl`, in nats. */
  readonly standardError: number;
  readonly samples: number;
};

/**
 * KL(q ‖ p) = E_q[log q(x) − log p(x)] from samples of q, with its standard error and its parts.
 *
 * @param options by name
 * @param options.q drawn from
 * @param options.p evaluated there
 * @param options.samples how many, two or more
 * @returns all in nats
 * @throws invalid-argument, shape-mismatch
 * @see Robert and Casella, "Monte Carlo Statistical Methods" (2nd ed. 2004), section 3.2
 * @example
 * ```ts
 * const q = diagonalNormal({ mean: [1], logScale: [0] });
 * const p = standardNormal({ features: 1 });
 * const { kl, standardError } = klMonteCarlo({ q, p, rng: createRng(1), samples: 10000 });
 * Math.abs(kl - 0.5) < 3 * standardError; // true
 * ```
 */
export function klMonteCarlo(options: {
  readonly q: Sampleable;
  readonly p: Evaluable;
  readonly rng: Rng;
  readonly samples: number;
}): KlEstimate {
  const { q, p, rng, samples } = options;
  const [logQ, logP] = evaluateAtSamples(q, [q, p], rng, samples) as [Float64Array, Float64Array];
  const { mean, standardError } = meanWithError(logQ.map((value, i) => value - (logP[i] as number)));
  return { ...klParts({ logQ, logP }), kl: mean, standardError, samples };
}

/**
 * The reverse divergence KL(p ‖ q) = E_p[log p(x) − log q(x)] of a model p from a target q, from samples of the
 * model: what a flow is trained with where q can be evaluated and not drawn from. It prefers to miss modes
 * rather than to put mass where q has none.
 *
 * log q may lack its constant (an energy −E(x)); then the result is KL(p ‖ q) − log Z.
 *
 * @param options by name
 * @param options.p the model, drawn from
 * @param options.logTarget log q(x), or −E(x), [batch, D] -> [batch]
 * @param options.samples how many, two or more
 * @returns all in nats
 * @throws invalid-argument, shape-mismatch
 * @see Rezende and Mohamed, "Variational Inference with Normalizing Flows" (2015), eq. 15
 * @example
 * ```ts
 * const p = standardNormal({ features: 1 });
 * const logTarget = (x: Tensor) => mul(sum(square(x), 1), -0.5); // N(0, 1) without log Z = ½ log 2π
 * reverseKlMonteCarlo({ p, logTarget, rng: createRng(1), samples: 100 }).kl; // -0.918939
 * ```
 */
export function reverseKlMonteCarlo(options: {
  readonly p: Sampleable;
  readonly logTarget: (x: Tensor) => Tensor;
  readonly rng: Rng;
  readonly samples: number;
}): KlEstimate {
  const { p, logTarget, rng, samples } = options;
  return klMonteCarlo({ q: p, p: { logProb: logTarget }, rng, samples });
}

/**
 * The Jensen-Shannon divergence ½ KL(q ‖ m) + ½ KL(p ‖ m), m = ½(q + p), from samples of both: symmetric, and
 * between 0 and log 2 even where the two do not overlap.
 *
 * @param options by name
 * @param options.samples how many of each, two or more
 * @returns its estimate in nats, with the standard error
 * @throws invalid-argument, shape-mismatch
 * @see Lin, "Divergence measures based on the Shannon entropy" (1991)
 * @example
 * ```ts
 * const q = uniform({ low: [0], high: [1] });
 * const p = uniform({ low: [2], high: [3] });
 * jensenShannonMonteCarlo({ q, p, rng: createRng(1), samples: 10 }); // { mean: 0.693147180560, standardError: 0 }
 * ```
 */
export function jensenShannonMonteCarlo(options: {
  readonly q: Sampleable;
  readonly p: Sampleable;
  readonly rng: Rng;
  readonly samples: number;
}): { readonly mean: number; readonly standardError: number } {
  const { q, p, rng, samples } = options;
  const fromQ = meanWithError(toMixture(q, p, rng.fork('q'), samples));
  const fromP = meanWithError(toMixture(p, q, rng.fork('p'), samples));
  return {
    mean: (fromQ.mean + fromP.mean) / 2,
    standardError: Math.hypot(fromQ.standardError, fromP.standardError) / 2,
  };
}

/** log a − log ½(a + b) at samples of a. */
function toMixture(a: Sampleable, b: Evaluable, rng: Rng, samples: number): Float64Array {
  const [logA, logB] = evaluateAtSamples(a, [a, b], rng, samples) as [Float64Array, Float64Array];
  return logA.map((value, i) => logToMixture(value, logB[i] as number));
}

function evaluateAtSamples(
  source: Sampleable,
  densities: readonly Evaluable[],
  rng: Rng,
  samples: number,
): Float64Array[] {
  const logs = tidy(() => {
    const x = source.sample(rng, samples);
    return densities.map((density) => density.logProb(x));
  });
  return logs.map((log) => {
    const values = Float64Array.from(log.dataSync());
    log.dispose();
    return values;
  });
}
