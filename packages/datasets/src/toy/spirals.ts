import { cosTurns, sinTurns } from '@flow/backend';
import { type CurvePiece, curveLogProb, sampleCurve } from './curve-density.ts';
import { positive, positiveCount, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

export type SpiralsOptions = ToyOptions & {
  /** 2 by default. */
  readonly arms?: number;
  /** Turns that each arm makes, 1.5 by default. */
  readonly turns?: number;
  /** Where arms end, 3 by default. */
  readonly radius?: number;
  /** Standard deviation, 0.1 by default. */
  readonly noise?: number;
};

/**
 * Interleaved spirals of Archimedes plus Gaussian noise.
 *
 * c(t) = radius · t · (cos, sin)(2π turns t + 2πk/arms) with t = √u, u and k uniform, which spreads points
 * nearly evenly along an arm. `logProb` is exact: quadrature along the arms, accurate to 10⁻⁸.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * const density = spirals({ noise: 0.05 });
 * const points = density.sample(1000, createRng(1)); // [1000, 2]
 * console.log(points.length, density.logProb([[1, 0.5]])[0]?.toFixed(4)); // 2000 -1.4510
 * ```
 */
export function spirals({
  seed,
  arms = 2,
  turns = 1.5,
  radius = 3,
  noise = 0.1,
}: SpiralsOptions = {}): ToyDensity {
  const side = positive('radius', radius) + 6 * positive('noise', noise);
  const turning = 2 * Math.PI * positive('turns', turns);
  const pieces = Array.from({ length: positiveCount('arms', arms) }, (_, k): CurvePiece => {
    const turnsAt = (t: number) => turns * t + k / arms;
    return {
      share: 1 / arms,
      length: radius * (1 + turning / 2),
      // The direction leaves the radius by up to a quarter turn on the way out.
      turning: turning + Math.PI / 2,
      at: (t) => [radius * t * cosTurns(turnsAt(t)), radius * t * sinTurns(turnsAt(t))],
      density: (t) => 2 * t,
      quantile: Math.sqrt,
    };
  });
  return toyDensity({
    name: 'spirals',
    seed,
    box: { x: [-side, side], y: [-side, side] },
    sample: (n, rng) => sampleCurve(pieces, noise, n, rng),
    logProbAt: curveLogProb(pieces, noise),
  });
}
