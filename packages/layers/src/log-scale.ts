import { add, mul, neg, softplus, type Tensor, tanh } from '@tensorflow/tfjs-core';

export const LOG_SCALES = ['bounded', 'exp', 'sigmoid'] as const;

/**
 * How a conditioner's raw output r becomes the log-scale s of a coupling:
 * `bounded` s = b·tanh(r/b), smooth and within ±b (the default, b = 2); `exp` s = r (RealNVP, Dinh et al. 2017,
 * eq. 8); `sigmoid` s = log σ(r + 2) (the code released with Glow, Kingma and Dhariwal 2018).
 */
export type LogScale = (typeof LOG_SCALES)[number];

/** The log-scale s(r), elementwise. */
export function logScaleOf(raw: Tensor, mode: LogScale, bound: number): Tensor {
  if (mode === 'bounded') return mul(tanh(mul(raw, 1 / bound)), bound);
  if (mode === 'exp') return raw;
  return neg(softplus(neg(add(raw, 2))));
}
