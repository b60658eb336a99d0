import { addN, dispose, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** √Σ g² over all tensors; NaN or Infinity where any value is not finite (or its square overflows). */
export function globalNorm(tensors: readonly Tensor[]): number {
  const total = tidy(() => addN(tensors.map((tensor) => sum(square(tensor)))));
  const [squares] = total.dataSync();
  dispose(total);
  return Math.sqrt(squares as number);
}
