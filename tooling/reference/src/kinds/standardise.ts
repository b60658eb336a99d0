import { sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { scaleShift } from './scale-shift.ts';

/** x = z ⊙ std + mean; log|det J_f| = Σ log std. */
export const standardise: BijectorKind = (config, part) => {
  const features = sizeIn(config, 'features');
  const std = part.parameter('std', [features]);
  return scaleShift(std, std.map(Math.log), part.parameter('mean', [features]));
};
