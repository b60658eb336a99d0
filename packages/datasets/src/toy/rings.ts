import { cosTurns, FlowError, type Rng, sinTurns } from '@flow/backend';
import { scaledBesselI0 } from './bessel.ts';
import { logSumExp } from './mixture.ts';
import { positive, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

/**
 * Concentric circles plus Gaussian noise, each with the same share of the points; one radius gives one circle.
 *
 * p(x) = mean over R of 1/(2π noise²) exp(−(|x|² + R²)/(2 noise²)) I₀(|x| R/noise²). `logProb` is exact, in
 * closed form.
 *
 * @param options by name
 * @param options.radii [1, 2, 3] by default
 * @param options.noise standard deviation, 0.1 by default
 * @throws invalid-argument
 *
 * Source: the angle of a point of the circle integrated out, by Abramowitz and Stegun 9.6.16.
 * @example
 * ```ts
 * const circle = rings({ radii: [1], noise: 0.05 });
 * console.log(circle.logProb([[1, 0]])[0]?.toFixed(4)); // 0.2392
 * ```
 */
export function rings({
  seed,
  radii = [1, 2, 3],
  noise = 0.1,
}: ToyOptions & { readonly radii?: readonly number[]; readonly noise?: number } = {}): ToyDensity {
  if (radii.length === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'radii',
      message: 'Rings need at least one radius.',
    });
  }
  const side = Math.max(...radii.map((radius) => positive('radii', radius))) + 6 * positive('noise', noise);
  const logNorm = -Math.log(2 * Math.PI * noise * noise * radii.length);
  return toyDensity({
    name: 'rings',
    seed,
    box: { x: [-side, side], y: [-side, side] },
    sample: (n, rng) => draw(radii, noise, n, rng),
    logProbAt: (x, y) => {
      const r = Math.hypot(x, y);
      return logNorm + logSumExp(radii.map((radius) => logRing(r, radius, noise)));
    },
  });
}

/** exp(−(r² + R²)/2σ²) I₀(rR/σ²) = exp(−(r − R)²/2σ²) · [e^−z I₀(z)] at z = rR/σ². */
function logRing(r: number, radius: number, noise: number): number {
  return -0.5 * ((r - radius) / noise) ** 2 + Math.log(scaledBesselI0((r * radius) / (noise * noise)));
}

function draw(radii: readonly number[], noise: number, n: number, rng: Rng): Float32Array {
  const chosen = rng.integers(n, 0, radii.length);
  const turns = rng.uniform(n);
  const out = rng.normal(2 * n);
  chosen.forEach((k, i) => {
    const radius = radii[k] ?? 0;
    const turn = turns[i] as number;
    out[2 * i] = radius * cosTurns(turn) + noise * (out[2 * i] as number);
    out[2 * i + 1] = radius * sinTurns(turn) + noise * (out[2 * i + 1] as number);
  });
  return out;
}
