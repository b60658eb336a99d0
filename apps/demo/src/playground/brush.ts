import { createRng } from '@flow/backend';
import { fromLattice, type PaintedPoints, toLattice } from './engine/painted-points.ts';

export type Place = readonly [number, number];

const POINTS_A_DAB = 8;

/** Points that a brush leaves at a place: spread normally, drawn by how many were there before. */
export function dab(points: PaintedPoints, [x, y]: Place, size: number): PaintedPoints {
  const noise = createRng(points.length)
    .fork('dab')
    .normal(2 * POINTS_A_DAB);
  const spread = noise.map((value, i) => (i % 2 === 0 ? x : y) + value * size);
  const added = toLattice(spread);
  return toLatticeOf([...points, ...added]);
}

/** Takes away the points within two brush sizes of a place. */
export function erase(points: PaintedPoints, [x, y]: Place, size: number): PaintedPoints {
  const flat = fromLattice(points);
  return points.filter((_, i) => {
    const row = i - (i % 2);
    return Math.hypot(Number(flat[row]) - x, Number(flat[row + 1]) - y) > 2 * size;
  });
}

/** A canvas that is full takes no more. */
function toLatticeOf(sites: readonly number[]): PaintedPoints {
  return toLattice(fromLattice(Uint16Array.from(sites)));
}
