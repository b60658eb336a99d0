import { type Matrix, matrixRows } from '@flow/math';
import type { Point } from '../../plane/plane-context.ts';
import { CHANNELS } from './mixing-matrix.ts';

/** Two directions across the grey axis (1, 1, 1), of length 1: towards red, and from blue to green. */
const ACROSS: readonly [readonly number[], readonly number[]] = [
  [2 / Math.sqrt(6), -1 / Math.sqrt(6), -1 / Math.sqrt(6)],
  [0, 1 / Math.sqrt(2), -1 / Math.sqrt(2)],
];

/** Where W sends pure red, green or blue, seen along the grey axis. */
export function colourOf(weight: Matrix, channel: number): Point {
  const column = matrixRows(weight).map((row) => row[channel] ?? Number.NaN);
  const along = (direction: readonly number[]) =>
    direction.reduce((total, part, i) => total + part * (column[i] ?? Number.NaN), 0);
  return [along(ACROSS[0]), along(ACROSS[1])];
}

/** W with that image moved within the plane; how bright it is stays. */
export function withColour(weight: Matrix, channel: number, to: Point): Matrix {
  const from = colourOf(weight, channel);
  const data = weight.data.slice();
  for (let row = 0; row < CHANNELS; row++) {
    const moved = ACROSS.reduce(
      (total, direction, axis) => total + (direction[row] ?? 0) * ((to[axis] ?? 0) - (from[axis] ?? 0)),
      0,
    );
    data[row * CHANNELS + channel] = (data[row * CHANNELS + channel] ?? 0) + moved;
  }
  return { ...weight, data };
}
