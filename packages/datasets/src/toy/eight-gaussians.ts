import { cosTurns, type Rng, sinTurns } from '@flow/backend';
import { logNormal, logSumExp } from './mixture.ts';
import { positive, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

/**
 * Eight equal Gaussians on a circle, the first at (radius, 0).
 *
 * p(x) = ⅛ Σₖ N(x; radius (cos kπ/4, sin kπ/4), noise² I). `logProb` is exact, in closed form.
 *
 * @param options by name
 * @param options.radius 2 by default
 * @param options.noise standard deviation of each, 0.2 by default
 * @throws invalid-argument
 * @example
 * ```ts
 * const density = eightGaussians();
 * const points = density.sample(1000, createRng(1)); // [1000, 2]
 * console.log(points.length, density.logProb([[1, 0.5]])[0]?.toFixed(4)); // 2000 -13.2434
 * ```
 */
export function eightGaussians({
  seed,
  radius = 2,
  noise = 0.2,
}: ToyOptions & { readonly radius?: number; readonly noise?: number } = {}): ToyDensity {
  const side = positive('radius', radius) + 6 * positive('noise', noise);
  const centres = Array.from({ length: 8 }, (_, k) => {
    return [radius * cosTurns(k / 8), radius * sinTurns(k / 8)] as const;
  });
  return toyDensity({
    name: 'eight-gaussians',
    seed,
    box: { x: [-side, side], y: [-side, side] },
    sample: (n, rng) => draw(centres, noise, n, rng),
    logProbAt: (x, y) => {
      const terms = centres.map(
        ([centreX, centreY]) => logNormal(x - centreX, noise) + logNormal(y - centreY, noise),
      );
      return logSumExp(terms) - Math.log(8);
    },
  });
}

function draw(
  centres: readonly (readonly [number, number])[],
  noise: number,
  n: number,
  rng: Rng,
): Float32Array {
  const chosen = rng.integers(n, 0, centres.length);
  const out = rng.normal(2 * n);
  chosen.forEach((k, i) => {
    const [x, y] = centres[k] ?? [0, 0];
    out[2 * i] = x + noise * (out[2 * i] as number);
    out[2 * i + 1] = y + noise * (out[2 * i + 1] as number);
  });
  return out;
}
