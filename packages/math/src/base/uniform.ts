import { createParameter, FlowError, type Json, randomUniform, requireInit } from '@flow/backend';
import {
  add,
  all,
  customGrad,
  fill,
  greaterEqual,
  lessEqual,
  log,
  logicalAnd,
  mul,
  neg,
  ones,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { BaseDistribution } from './base-distribution.ts';
import { checkDraw, checkFeatures, checkLatent, checkValues } from './latent-checks.ts';

export type UniformOptions = {
  /** D values. */
  readonly low: ArrayLike<number>;
  /** D values above those of `low`. */
  readonly high: ArrayLike<number>;
};

/**
 * The uniform distribution on a box; its edges belong to it.
 *
 * log π(z) = −Σ log(high − low) inside, −Infinity outside; score 0. Temperature shrinks the box towards its
 * centre.
 *
 * @param options by name
 * @param options.low the lower corner, D values
 * @param options.high the upper corner, D values
 * @throws invalid-argument, shape-mismatch, not-initialized
 * @see Cover and Thomas, "Elements of Information Theory" (2nd ed. 2006), example 8.1.1
 * @example
 * ```ts
 * const base = uniform({ low: [0, 0], high: [1, 2] });
 * Array.from(base.logProb(tensor2d([[0.5, 1], [0.5, 3]])).dataSync()); // [-0.693147, -Infinity]
 * base.entropy?.(); // 0.693147
 * ```
 */
export function uniform({ low, high }: UniformOptions): BaseDistribution {
  checkFeatures(low.length);
  checkValues('low', low, low.length);
  checkValues('high', high, low.length);
  checkOrder(low, high);
  const corner = (values: ArrayLike<number>) => () => tensor1d(Float32Array.from(values));
  return build(low.length, corner(low), corner(high));
}

export function uniformFromConfig(config: { readonly [key: string]: Json }): BaseDistribution {
  const features = Number(config.features);
  checkFeatures(features);
  return build(
    features,
    () => zeros([features]),
    () => fill([features], 1),
  );
}

function build(features: number, initialLow: () => Tensor, initialHigh: () => Tensor): BaseDistribution {
  requireInit('uniform()');
  const kind = 'uniform';
  const low = createParameter('low', 'state', [features], initialLow);
  const high = createParameter('high', 'state', [features], initialHigh);
  return {
    kind,
    features,
    parameters: [low, high],
    logProb: (z) => {
      checkLatent(kind, features, z);
      // The density is flat, and comparisons have no gradient on the tape: it is given here.
      const flat = customGrad((input) => {
        const at = input as Tensor;
        const value = flatLogDensity(at, low.variable, high.variable);
        return { value, gradFunc: () => zeros(at.shape) };
      });
      return flat(z);
    },
    sample: (rng, n, temperature = 1) => {
      checkDraw(n, temperature);
      return tidy(() => {
        const centre = mul(add(low.variable, high.variable), 0.5);
        const width = mul(sub(high.variable, low.variable), temperature);
        return add(mul(sub(randomUniform(rng, [n, features]), 0.5), width), centre);
      });
    },
    score: (z) => {
      checkLatent(kind, features, z);
      return zerosLike(z);
    },
    entropy: () => {
      const [lows, highs] = [low.variable.dataSync(), Array.from(high.variable.dataSync())];
      return highs.reduce((total, value, d) => total + Math.log(value - (lows[d] as number)), 0);
    },
    config: () => ({ kind, features }),
    dispose: () => {
      low.variable.dispose();
      high.variable.dispose();
    },
  };
}

function flatLogDensity(z: Tensor, low: Tensor, high: Tensor): Tensor {
  return tidy(() => {
    const inside = all(logicalAnd(greaterEqual(z, low), lessEqual(z, high)), 1);
    const level = neg(sum(log(sub(high, low))));
    return where(inside, mul(ones(inside.shape), level), fill(inside.shape, -Infinity));
  });
}

function checkOrder(low: ArrayLike<number>, high: ArrayLike<number>): void {
  const bad = Array.from(low).findIndex((value, d) => !(Math.fround(value) < Math.fround(high[d] as number)));
  if (bad === -1) return;
  throw new FlowError('invalid-argument', {
    argument: `high[${bad}]`,
    message: 'The box is empty, as far as float32 can tell.',
    expected: `a number above ${low[bad]}`,
    received: String(high[bad]),
  });
}
