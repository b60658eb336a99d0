import { realNVP } from '@flow/models';
import { add, mul, slice, sqrt, square, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LogDensity } from './fit-to-density.ts';

/** −½ ((|x| − 2) / 0.3)². */
export const ring: LogDensity = (x) =>
  tidy(() => mul(square(mul(sub(sqrt(add(sum(square(x), 1), 1e-6)), 2), 1 / 0.3)), -0.5));

/**
 * A banana in ten dimensions: x₀ ∼ N(0, 2²), x₁ − (x₀²/4 − 1) ∼ N(0, 0.5²), the others N(0, 1) but for
 * x₉ − x₈²/2 ∼ N(0, 0.7²); with its constant.
 */
export const banana: LogDensity = (x) =>
  tidy(() => {
    const rows = x.shape[0] as number;
    const column = (at: number) => slice(x, [0, at], [rows, 1]);
    const normal = (value: Tensor, spread: number) =>
      sub(mul(square(value), -0.5 / spread ** 2), Math.log(spread) + 0.5 * Math.log(2 * Math.PI));
    const bend = sub(column(1), sub(mul(square(column(0)), 0.25), 1));
    const second = sub(column(9), mul(square(column(8)), 0.5));
    const others = sum(normal(slice(x, [0, 2], [rows, 7]), 1), 1, true);
    const parts = [normal(column(0), 2), normal(bend, 0.5), normal(second, 0.7), others];
    return sum(
      parts.reduce((total, part) => add(total, part)),
      1,
    );
  });

export const samplerOf = (features: number, couplings: number) =>
  realNVP({ features, couplings, hidden: [32, 32], seed: 1 });
