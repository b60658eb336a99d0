import { createRng, type Rng } from '@flow/backend';

/**
 * The noise of dequantisation as a function of (seed, epoch, row) and of nothing else, so that a resumed run,
 * another batch size or several workers see the same.
 *
 * @param rows indices of the rows in their data set, one for each row of the batch
 * @throws invalid-argument
 * @example
 * ```ts
 * const noise = dequantisationNoise(1, 0, [7]).uniform(3);
 * const again = dequantisationNoise(1, 0, [6, 7]).uniform(6);
 * noise[0] === again[3]; // true
 * ```
 */
export function dequantisationNoise(seed: number, epoch: number, rows: ArrayLike<number>): Rng {
  return createRng(seed).fork('dequantisation').fork(epoch).forRows(rows);
}
