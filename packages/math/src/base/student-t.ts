import {
  cosTurns,
  FlowError,
  type Json,
  portableExpm1,
  portableLog,
  type Rng,
  requireInit,
} from '@flow/backend';
import { add, div, log1p, mul, square } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { type LocationScaleStart, locationScale, startFromConfig } from './location-scale.ts';
import { digamma, logGamma } from './log-gamma.ts';

export type StudentTOptions = {
  /** μ, D values. */
  readonly location: ArrayLike<number>;
  /** log σ, D values. */
  readonly logScale: ArrayLike<number>;
  /** ν, above 0: 1 is the Cauchy distribution, a large one nearly the normal. */
  readonly degreesOfFreedom: number;
  /** Whether μ and log σ (parameters `location` and `logScale`) are trained; default false. ν never is. */
  readonly trainable?: boolean;
};

/**
 * Student's t distribution with independent dimensions, location and scale fixed or trained. Its tails fall as
 * a power, so a flow from it can fit data with outliers.
 *
 * log π(z) = Σ [log Γ((ν+1)/2) − log Γ(ν/2) − ½ log νπ − (ν+1)/2 log(1 + u²/ν)] − Σ log σ with u = (z − μ)/σ;
 * score −(ν+1) u / ((ν + u²) σ).
 *
 * @param options by name
 * @param options.location μ, D values
 * @param options.logScale log σ, D values
 * @param options.degreesOfFreedom ν, above 0
 * @param options.trainable whether location and scale are trained; default false
 * @throws invalid-argument, shape-mismatch, not-initialized
 * @see Jaini, Kobyzev, Yu and Brubaker, "Tails of Lipschitz Triangular Flows" (2020); Bailey, "Polar generation
 * of random variates with the t-distribution" (1994), for the sampling
 * @example
 * ```ts
 * const cauchy = studentT({ location: [0], logScale: [0], degreesOfFreedom: 1 });
 * cauchy.logProb(tensor2d([[0], [1]])).dataSync()[0]; // -1.144730 (−log π)
 * cauchy.entropy?.(); // 2.531024 (log 4π)
 * ```
 */
export function studentT({
  location,
  logScale,
  degreesOfFreedom,
  trainable = false,
}: StudentTOptions): BaseDistribution {
  return build(degreesOfFreedom, { location, logScale, trainable });
}

export function studentTFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  return build(Number(config.degreesOfFreedom), startFromConfig(config));
}

function build(nu: number, start: LocationScaleStart): BaseDistribution {
  checkDegrees(nu);
  requireInit('studentT()');
  const half = (nu + 1) / 2;
  const logConstant = logGamma(half) - logGamma(nu / 2) - 0.5 * portableLog(nu * Math.PI);
  return locationScale(
    {
      kind: 'studentT',
      location: 'location',
      shape: { degreesOfFreedom: nu },
      logDensity: (u) => mul(log1p(div(square(u), nu)), -half),
      logConstant,
      score: (u) => div(mul(u, -(nu + 1)), add(square(u), nu)),
      draw: (rng, count) => drawStandard(rng, count, nu),
      entropy: half * (digamma(half) - digamma(nu / 2)) - logConstant,
    },
    start,
  );
}

/** R cos 2πv with R² = ν (u^(−2/ν) − 1): Box and Muller's polar form, bent to the tails of t (Bailey 1994). */
function drawStandard(rng: Rng, count: number, nu: number): Float64Array {
  const radii = rng.uniform(count);
  const angles = rng.uniform(count);
  return Float64Array.from(radii, (radius, i) => {
    const u = radius + 2 ** -25;
    return Math.sqrt(nu * portableExpm1((-2 / nu) * portableLog(u))) * cosTurns(angles[i] as number);
  });
}

function checkDegrees(nu: number): void {
  if (nu > 0 && Number.isFinite(nu)) return;
  throw new FlowError('invalid-argument', {
    argument: 'degreesOfFreedom',
    message: "Student's t needs positive degrees of freedom.",
    expected: 'a finite number above 0',
    received: String(nu),
  });
}
