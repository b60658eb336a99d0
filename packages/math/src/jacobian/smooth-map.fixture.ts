import { createRng } from '@flow/backend';
import { add, matMul, type Tensor, tanh, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** A seeded map [batch, n] -> [batch, m] with curvature, tanh(x A + b) B, and its Jacobian by hand in float64. */
export function smoothMap(seed: number, n: number, m: number) {
  const hidden = 5;
  const rng = createRng(seed);
  const [first, bias, last] = [rng.normal(n * hidden), rng.normal(hidden), rng.normal(hidden * m)];
  const f = (x: Tensor): Tensor =>
    tidy(() =>
      matMul(
        tanh(add(matMul(x, tensor2d(first, [n, hidden])), tensor2d(bias, [1, hidden]))),
        tensor2d(last, [hidden, m]),
      ),
    );
  const exact = (x: ArrayLike<number>): number[] => {
    const slopes = Array.from({ length: hidden }, (_, h) => {
      let sum = bias[h] as number;
      for (let j = 0; j < n; j++) sum += (x[j] as number) * (first[j * hidden + h] as number);
      return 1 - Math.tanh(sum) ** 2;
    });
    return Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return slopes.reduce(
        (sum, slope, h) => sum + (first[j * hidden + h] as number) * slope * (last[h * m + i] as number),
        0,
      );
    });
  };
  return { f, exact };
}
