import { portableLog } from '@flow/backend';
import { div, greaterEqual, mul, onesLike, where, zerosLike } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkBetween, checkShape, type Shape } from './shape.ts';

export type LeakyReluOptions = {
  readonly shape: Shape;
  /** Slope below zero, above 0. */
  readonly slope?: number;
};

/**
 * A kink at zero: x = z where z ≥ 0, x = a·z where z < 0, log f′(z) = 0 or log a.
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * leakyRelu({ shape: [1], slope: 0.5 }).forward(tensor2d([[-2]])).value.dataSync()[0]; // -1
 * ```
 */
export function leakyRelu({ shape, slope = 0.1 }: LeakyReluOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  checkBetween('slope', slope, 0, 1e6);
  return defineBijector({
    kind: 'leakyRelu',
    dataShape,
    ...elementwisePasses({
      forward: (z) => where(greaterEqual(z, 0), z, mul(z, slope)),
      inverse: (x) => where(greaterEqual(x, 0), x, div(x, slope)),
      logSlope: (z) => where(greaterEqual(z, 0), zerosLike(z), mul(onesLike(z), portableLog(slope))),
      logSlopeGradient: zerosLike,
    }),
    config: () => ({ shape: [...dataShape], slope }),
  });
}

export const leakyReluFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return leakyRelu({ shape: read.numbers('shape'), slope: read.number('slope') });
};
