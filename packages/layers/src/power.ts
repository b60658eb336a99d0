import { abs, add, div, expm1, log1p, mul, sign, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkBetween, checkShape, type Shape } from './shape.ts';

export type PowerOptions = {
  readonly shape: Shape;
  /** p > 0: above 1 it lengthens the tails of the data, below 1 it shortens them. */
  readonly exponent: number;
};

/**
 * A power on the whole line, odd and smooth enough to invert at 0: x = sign(z)·((1 + |z|)ᵖ − 1)/p,
 * log f′(z) = (p − 1)·log(1 + |z|).
 *
 * It is the second branch of Yeo and Johnson's family mirrored, without its case at p = 0.
 * Source: Yeo and Johnson 2000, "A new family of power transformations", Biometrika 87, eq. 3.
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * power({ shape: [1], exponent: 2 }).forward(tensor2d([[-1]])).value.dataSync()[0]; // -1.5
 * ```
 */
export function power({ shape, exponent }: PowerOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  checkBetween('exponent', exponent, 0, 16);
  const size = (x: Tensor, p: number) => expm1(mul(log1p(abs(x)), p));
  return defineBijector({
    kind: 'power',
    dataShape,
    ...elementwisePasses({
      forward: (z) => mul(sign(z), mul(size(z, exponent), 1 / exponent)),
      inverse: (x) => mul(sign(x), expm1(mul(log1p(mul(abs(x), exponent)), 1 / exponent))),
      logSlope: (z) => mul(log1p(abs(z)), exponent - 1),
      logSlopeGradient: (z) => div(mul(sign(z), exponent - 1), add(abs(z), 1)),
    }),
    config: () => ({ shape: [...dataShape], exponent }),
  });
}

export const powerFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return power({ shape: read.numbers('shape'), exponent: read.number('exponent') });
};
