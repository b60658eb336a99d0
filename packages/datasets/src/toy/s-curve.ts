import { cosTurns, sinTurns } from '@flow/backend';
import { type CurvePiece, curveLogProb, sampleCurve } from './curve-density.ts';
import { positive, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

const TURNS = 0.75;
const ANGLE = 2 * Math.PI * TURNS;

/** Two arcs of radius 1 and 270 degrees that meet at the origin. */
const arcs: readonly CurvePiece[] = [1, -1].map((sign) => ({
  share: 0.5,
  length: ANGLE,
  turning: ANGLE,
  at: (t) => [sign * sinTurns(TURNS * t), sign * (cosTurns(TURNS * t) - 1)],
}));

/**
 * The slice of scikit-learn's `make_s_curve` across its width, plus Gaussian noise.
 *
 * c(t) = (sin t, sign(t)(cos t − 1)) with t uniform on [−3π/2, 3π/2]. `logProb` is exact: quadrature along the
 * curve, accurate to 10⁻⁸.
 *
 * @param options by name
 * @param options.noise standard deviation, 0.1 by default
 * @throws invalid-argument
 * @example
 * ```ts
 * const density = sCurve();
 * const points = density.sample(1000, createRng(1)); // [1000, 2]
 * console.log(points.length, density.logProb([[1, 0.5]])[0]?.toFixed(4)); // 2000 -15.9244
 * ```
 */
export function sCurve({ seed, noise = 0.1 }: ToyOptions & { readonly noise?: number } = {}): ToyDensity {
  const margin = 6 * positive('noise', noise);
  return toyDensity({
    name: 's-curve',
    seed,
    box: { x: [-1 - margin, 1 + margin], y: [-2 - margin, 2 + margin] },
    sample: (n, rng) => sampleCurve(arcs, noise, n, rng),
    logProbAt: curveLogProb(arcs, noise),
  });
}
