import { numberIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { elementwise } from './elementwise.ts';

/** x = z from zero on and a z below it, a > 0: the derivative is 1 or a, and the sign stays. */
export const leakyRelu: BijectorKind = (config) => {
  const slope = numberIn(config, 'slope');
  return elementwise(
    config,
    (z) => (z < 0 ? { value: slope * z, logDerivative: Math.log(slope) } : { value: z, logDerivative: 0 }),
    (x) => (x < 0 ? { value: x / slope, logDerivative: -Math.log(slope) } : { value: x, logDerivative: 0 }),
  );
};
