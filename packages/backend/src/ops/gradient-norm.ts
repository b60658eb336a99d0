import type { Tensor } from '@tensorflow/tfjs-core';
import { activePack } from '../kernels/memory.ts';

/** The size of a gradient, and whether it can be used. */
export type GradientNorm = {
  /** √Σ g² over all tensors, in float64; NaN or Infinity where a value is. */
  readonly norm: number;
  /** Index of the first tensor that holds NaN or an infinity, or −1. */
  readonly firstNonFinite: number;
};

/**
 * The global norm of many float32 tensors, and whether all their values are finite, in one pass.
 *
 * @param tensors of any shapes
 * @throws backend-missing where the WASM backend's memory cannot be shared
 * @example
 * ```ts
 * gradientNorm([tensor1d([3]), scalar(4)]).norm; // 5
 * ```
 */
export function gradientNorm(tensors: readonly Tensor[]): GradientNorm {
  const pack = activePack();
  return normOfSquares(
    tensors.map((tensor) =>
      pack ? pack.kernels.sumSquares(pack.address(tensor), tensor.size) : sumSquares(tensor),
    ),
  );
}

/**
 * The norm of tensors whose sums of squares are known, as `meanFlat` gives them.
 *
 * @param squares [number of tensors], Σ g² of each
 * @example
 * ```ts
 * normOfSquares([9, 16]).norm; // 5
 * ```
 */
export function normOfSquares(squares: readonly number[]): GradientNorm {
  return {
    norm: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)),
    firstNonFinite: squares.findIndex((square) => !Number.isFinite(square)),
  };
}

function sumSquares(tensor: Tensor): number {
  let total = 0;
  for (const value of tensor.dataSync<'float32'>()) total += value * value;
  return total;
}
