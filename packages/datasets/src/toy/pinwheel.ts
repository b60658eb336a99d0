import { cosTurns, FlowError, portableExp, type Rng, sinTurns } from '@flow/backend';
import { logNormal, logSumExp } from './mixture.ts';
import { positive, positiveCount, type ToyDensity, type ToyOptions, toyDensity } from './toy-density.ts';

export type PinwheelOptions = ToyOptions & {
  /** 5 by default. */
  readonly arms?: number;
  /** Standard deviation along an arm, 0.6 by default; arms are centred at radius 2. */
  readonly radialNoise?: number;
  /** Standard deviation across an arm, 0.2 by default. */
  readonly tangentialNoise?: number;
  /** How far arms are bent: a point at radius r turns by twist · exp(r/2), 0.25 by default. */
  readonly twist?: number;
};

const RADIUS = 2;
const FARTHEST = 50;

/**
 * Gaussian arms bent into a pinwheel.
 *
 * f ~ N((2, 0), diag(radialNoise², tangentialNoise²)), turned by 2πk/arms + twist · exp(|f|/2), k uniform. The
 * turn depends on the radius alone, so it keeps areas and `logProb` is exact, in closed form: the Gaussian
 * mixture at the point turned back.
 *
 * @throws invalid-argument
 *
 * Source: after Johnson, Duvenaud, Wiltschko, Datta and Adams, "Composing graphical models with neural
 * networks" (NeurIPS 2016), whose turn depends on the radial coordinate instead and has no closed density.
 * @example
 * ```ts
 * const density = pinwheel({ arms: 3 });
 * const points = density.sample(1000, createRng(1)); // [1000, 2]
 * console.log(points.length, density.logProb([[1, 0.5]])[0]?.toFixed(4)); // 2000 -1.9084
 * ```
 */
export function pinwheel({
  seed,
  arms = 5,
  radialNoise = 0.6,
  tangentialNoise = 0.2,
  twist = 0.25,
}: PinwheelOptions = {}): ToyDensity {
  const spread = Math.max(positive('radialNoise', radialNoise), positive('tangentialNoise', tangentialNoise));
  const side = RADIUS + 6 * spread;
  const starts = Array.from({ length: positiveCount('arms', arms) }, (_, k) => k / arms);
  if (!Number.isFinite(twist)) refuseTwist(twist);
  // No point lies beyond; an infinite turn would have no direction.
  const turnsAt = (r: number) => (twist / (2 * Math.PI)) * portableExp(Math.min(r, FARTHEST) / 2);
  return toyDensity({
    name: 'pinwheel',
    seed,
    box: { x: [-side, side], y: [-side, side] },
    sample: (n, rng) => draw(starts, radialNoise, tangentialNoise, turnsAt, n, rng),
    logProbAt: (x, y) => {
      const r = Math.hypot(x, y);
      const terms = starts.map((start) => {
        const [along, across] = turn(x, y, -start - turnsAt(r));
        return logNormal(along - RADIUS, radialNoise) + logNormal(across, tangentialNoise);
      });
      return logSumExp(terms) - Math.log(arms);
    },
  });
}

function draw(
  starts: readonly number[],
  radialNoise: number,
  tangentialNoise: number,
  turnsAt: (r: number) => number,
  n: number,
  rng: Rng,
): Float32Array {
  const chosen = rng.integers(n, 0, starts.length);
  const out = rng.normal(2 * n);
  chosen.forEach((k, i) => {
    const along = RADIUS + radialNoise * (out[2 * i] as number);
    const across = tangentialNoise * (out[2 * i + 1] as number);
    out.set(
      turn(along, across, (starts[k] ?? 0) + turnsAt(Math.sqrt(along * along + across * across))),
      2 * i,
    );
  });
  return out;
}

function turn(x: number, y: number, turns: number): [number, number] {
  const cos = cosTurns(turns);
  const sin = sinTurns(turns);
  return [cos * x - sin * y, sin * x + cos * y];
}

function refuseTwist(twist: number): never {
  throw new FlowError('invalid-argument', {
    argument: 'twist',
    message: 'Arms cannot be bent by this.',
    expected: 'a finite number',
    received: String(twist),
  });
}
