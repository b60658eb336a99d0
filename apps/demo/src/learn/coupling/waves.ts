import type { Conditioner, ConditionerSizes, Rng } from '@flow/layers';
import { add, concat, mul, sin, square, sub, tensor2d } from '@tensorflow/tfjs-core';

/**
 * Two functions without an inverse in the place of a network: t(u) = k (a u² − 1) and s(u) = k sin(b u + c), with
 * a, b and c drawn at random for each variable.
 */
export function waves({ inputs, outputs }: ConditionerSizes, strength: number, rng: Rng): Conditioner {
  const draw = (low: number, high: number) =>
    Array.from(rng.uniform(inputs), (value) => low + value * (high - low));
  const [bend, pace, start] = [draw(-1, 1), draw(1, 4), draw(0, 2 * Math.PI)];
  return {
    kind: 'waves',
    inputShape: [inputs],
    outputShape: [outputs],
    apply(u) {
      const t = sub(mul(square(u), tensor2d([bend])), 1);
      const s = sin(add(mul(u, tensor2d([pace])), tensor2d([start])));
      return mul(concat([t, s], 1), strength);
    },
    parameters: [],
    config: () => ({ kind: 'waves' }),
    dispose() {},
  };
}
