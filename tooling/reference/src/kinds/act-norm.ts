import type { BijectorKind } from '../part.ts';
import { atEachPosition, positionsIn } from './positions.ts';
import { scaleShift } from './scale-shift.ts';

/**
 * Once its parameters are there, actNorm is x = z ⊙ exp(s) + t at each position (Kingma and Dhariwal 2018,
 * section 3.1).
 */
export const actNorm: BijectorKind = (config, part) => {
  const { features, positions } = positionsIn(config);
  const logScale = atEachPosition(part.parameter('logScale', [features]), positions);
  const shift = atEachPosition(part.parameter('shift', [features]), positions);
  return scaleShift(logScale.map(Math.exp), logScale, shift);
};
