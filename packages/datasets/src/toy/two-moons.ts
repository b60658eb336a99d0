import { cosTurns, sinTurns } from '@flow/backend';
import { type CurvePiece, curveLogProb, sampleCurve } from './curve-density.ts';
import { positive, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

/** The arcs of scikit-learn's `make_moons`: radius 1, the second one flipped and moved by (1, 1/2). */
const arcs: readonly CurvePiece[] = [
  {
    share: 0.5,
    length: Math.PI,
    turning: Math.PI,
    at: (t) => [cosTurns(t / 2), sinTurns(t / 2)],
  },
  {
    share: 0.5,
    length: Math.PI,
    turning: Math.PI,
    at: (t) => [1 - cosTurns(t / 2), 0.5 - sinTurns(t / 2)],
  },
];

/**
 * Two interleaved half circles plus Gaussian noise, as scikit-learn's `make_moons`.
 *
 * p(x) = ½ Σ ∫₀^π N(x; cᵢ(θ), noise² I) dθ/π with c₁ = (cos θ, sin θ), c₂ = (1 − cos θ, ½ − sin θ).
 * `logProb` is exact: quadrature along the arcs, accurate to 10⁻⁸.
 *
 * @param options by name
 * @param options.noise standard deviation, 0.1 by default
 * @throws invalid-argument
 * @example
 * ```ts
 * const moons = twoMoons({ noise: 0.05 });
 * const points = moons.sample(1000, createRng(1)); // [1000, 2]
 * const entropy = -moons.logProb(points).reduce((sum, value) => sum + value, 0) / 1000;
 * console.log(entropy.toFixed(2)); // 0.28
 * ```
 */
export function twoMoons({ seed, noise = 0.1 }: ToyOptions & { readonly noise?: number } = {}): ToyDensity {
  const margin = 6 * positive('noise', noise);
  return toyDensity({
    name: 'two-moons',
    seed,
    box: { x: [-1 - margin, 2 + margin], y: [-0.5 - margin, 1 + margin] },
    sample: (n, rng) => sampleCurve(arcs, noise, n, rng),
    logProbAt: curveLogProb(arcs, noise),
  });
}
