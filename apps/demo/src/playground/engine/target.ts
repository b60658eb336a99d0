import { createRng, type Rng } from '@flow/backend';
import { toyDensities } from '@flow/datasets';
import { CANVAS_REACH, FEWEST_PAINTED, fromLattice, type PaintedPoints } from './painted-points.ts';
import { type Box, squareAround } from './plane.ts';
import type { RunSettings } from './run-settings.ts';
import { WireError } from './wire.ts';

/** What a run learns: points to train on, points to test on, and the exact density where it is known. */
export type Target = {
  /** The square that pictures show. */
  readonly box: Box;
  /** The next `n` training points, row-major [n, 2]. */
  draw(n: number): Float32Array;
  /** Points that training never sees, [rows, 2]. */
  readonly heldOut: Float32Array;
  /** Points to look at, [rows, 2]. */
  readonly shown: Float32Array;
  /** The exact log-density at points; absent where nobody knows it. */
  readonly logProb?: (points: Float32Array) => Float64Array;
};

const HELD_OUT = 1024;
const SHOWN = 1500;
/** Every fifth painted point is set aside. */
const HELD_OUT_SHARE = 5;

/** @throws WireError where too little was painted to learn from */
export function createTarget({
  density,
  points,
  seed,
}: Pick<RunSettings, 'density' | 'points' | 'seed'>): Target {
  const rng = createRng(seed);
  if (density === 'painted') return paintedTarget(points, rng);
  const toy = toyDensities[density]();
  const training = rng.fork('training');
  return {
    box: squareAround(toy.box),
    draw: (n) => toy.sample(n, training),
    heldOut: toy.sample(HELD_OUT, rng.fork('held-out')),
    shown: toy.sample(SHOWN, rng.fork('shown')),
    logProb: (at) => toy.logProb(at),
  };
}

function paintedTarget(points: PaintedPoints, rng: Rng): Target {
  const count = points.length / 2;
  if (count < FEWEST_PAINTED) {
    throw new WireError('points', `${FEWEST_PAINTED} painted points or more`, count);
  }
  const flat = fromLattice(points);
  const order = rng.fork('held-out').permutation(count);
  const held = Math.floor(count / HELD_OUT_SHARE);
  const training = rowsAt(flat, order.subarray(held));
  const draws = rng.fork('training');
  return {
    box: { x: [-CANVAS_REACH, CANVAS_REACH], y: [-CANVAS_REACH, CANVAS_REACH] },
    draw: (n) => rowsAt(training, draws.integers(n, 0, count - held)),
    heldOut: rowsAt(flat, order.subarray(0, held)),
    shown: flat,
  };
}

function rowsAt(flat: Float32Array, rows: Int32Array): Float32Array {
  const picked = new Float32Array(2 * rows.length);
  rows.forEach((row, i) => void picked.set(flat.subarray(2 * row, 2 * row + 2), 2 * i));
  return picked;
}
