import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * How far rebuilt values are from those that they stand for, ‖rebuilt − given‖ / ‖given‖ in float64; infinite where a
 * rebuilt value is not finite, absolute where all that was given is zero.
 *
 * @param rebuilt of the same shape as `given`
 * @example
 * ```ts
 * driftBetween(tensor1d([3, 5]), tensor1d([3, 4])); // 0.2
 * ```
 */
export function driftBetween(rebuilt: Tensor, given: Tensor): number {
  const [a, b] = [rebuilt.dataSync<'float32'>(), given.dataSync<'float32'>()];
  let [distance, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    const value = b[i] as number;
    distance += ((a[i] as number) - value) ** 2;
    size += value ** 2;
  }
  const drift = Math.sqrt(distance / (size || 1));
  return Number.isNaN(drift) ? Number.POSITIVE_INFINITY : drift;
}

/** The larger of two drifts, of which either may be absent. */
export function largerDrift(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
