import { add, exp, fill, mul, neg, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { WithLogDet } from './bijector.ts';

/** x = z ⊙ exp(s) + t for each feature, log|det J| = Σ s. @param z [batch, D] @param s [D] @param t [D] */
export function affineForward(z: Tensor, s: Tensor, t: Tensor): WithLogDet {
  return { value: add(mul(z, exp(s)), t), logDet: everyRow(z, sum(s)) };
}

/** z = (x − t) ⊙ exp(−s), log|det J| = −Σ s. @param x [batch, D] @param s [D] @param t [D] */
export function affineInverse(x: Tensor, s: Tensor, t: Tensor): WithLogDet {
  return { value: mul(sub(x, t), exp(neg(s))), logDet: everyRow(x, neg(sum(s))) };
}

/** One number, the same for each row. */
export function everyRow(x: Tensor, logDet: Tensor): Tensor {
  return add(fill([x.shape[0] as number], 0), logDet);
}
