import { sizeIn } from '../config.ts';
import type { BaseKind } from './reference-base.ts';

const LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** log π(z) = Σ −½ z² − ½ log 2π. */
export const standardNormal: BaseKind = (config) => ({
  features: sizeIn(config, 'features'),
  logProb: (z) => z.reduce((sum, value) => sum + logNormal(value), 0),
});

/** log of the standard normal density at one number. */
export function logNormal(value: number): number {
  return -0.5 * value * value - LOG_SQRT_TWO_PI;
}
