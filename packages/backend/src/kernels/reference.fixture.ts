// Seeded inputs and plain float64 loops that kernels are held against.
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { createRng, type Rng } from '../rng.ts';

export type Cases = {
  /** A whole number in [low, high]. */
  size(low?: number, high?: number): number;
  flag(): boolean;
  values(count: number, scale?: number): Float32Array;
  tensor(shape: number[], scale?: number): Tensor;
};

/** A stream of random test inputs; the same for the same seed. */
export function cases(seed: number): Cases {
  const rng: Rng = createRng(seed);
  const size = (low = 1, high = 70) => Number(rng.integers(1, low, high + 1)[0]);
  const values = (count: number, scale = 1) => rng.normal(count).map((value) => value * scale);
  return {
    size,
    flag: () => size(0, 1) === 1,
    values,
    tensor: (shape, scale) =>
      tensor(
        values(
          shape.reduce((product, n) => product * n, 1),
          scale,
        ),
        shape,
        'float32',
      ),
  };
}

/** C [m, n] = op(A)·op(B) in float64. */
export function productReference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [m, k, n]: readonly [number, number, number],
  transposeA = false,
  transposeB = false,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        sum += Number(a[transposeA ? p * m + i : i * k + p]) * Number(b[transposeB ? j * k + p : p * n + j]);
      }
      c[i * n + j] = sum;
    }
  }
  return c;
}

/** The largest |actual − expected| / (1 + |expected|); Infinity where NaN, infinities or lengths differ. */
export function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [Number(actual[i]), Number(expected[i])];
    if (Object.is(a, e) || a === e) continue;
    const error = Math.abs(a - e) / (1 + Math.abs(e));
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  }
  return worst;
}
