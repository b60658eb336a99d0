import fc from 'fast-check';
import { type Matrix, matrix } from './matrix.ts';

/** One seed for every property: a failing case comes back. */
export const RUNS = { seed: 20240731, numRuns: 200 };

/** Numbers from −10 to 10 in hundredths, zero among them. */
export const entries: fc.Arbitrary<number> = fc
  .integer({ min: -1000, max: 1000 })
  .map((value) => value / 100);

export function matrices(rows: number, columns = rows): fc.Arbitrary<Matrix> {
  const row = fc.array(entries, { minLength: columns, maxLength: columns });
  return fc.array(row, { minLength: rows, maxLength: rows }).map(matrix);
}

/** Square matrices from 1 x 1 to `largest` x `largest`. */
export function squareMatrices(largest: number): fc.Arbitrary<Matrix> {
  return fc.integer({ min: 1, max: largest }).chain((side) => matrices(side));
}

/** The largest |a − b|. */
export function distance(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.columns !== b.columns) return Infinity;
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b.data[i] as number))), 0);
}

/** Π ‖row‖, which no determinant exceeds (Hadamard): the scale of its rounding errors. */
export function hadamardBound(a: Matrix): number {
  let bound = 1;
  for (let row = 0; row < a.rows; row++) {
    bound *= Math.hypot(...a.data.subarray(row * a.columns, (row + 1) * a.columns));
  }
  return bound;
}
