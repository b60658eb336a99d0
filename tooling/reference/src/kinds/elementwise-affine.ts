import { sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { scaleShift } from './scale-shift.ts';

/** x = z ⊙ exp(s) + t with parameters `logScale` s and `shift` t; log|det J_f| = Σ s. */
export const elementwiseAffine: BijectorKind = (config, part) => {
  const features = sizeIn(config, 'features');
  const logScale = part.parameter('logScale', [features]);
  return scaleShift(logScale.map(Math.exp), logScale, part.parameter('shift', [features]));
};
