import { at } from '../at.ts';
import { sizeIn } from '../config.ts';
import type { BaseKind } from './reference-base.ts';

/** 1/volume on the box between the parameters `low` and `high`, edges included, and 0 outside. */
export const uniform: BaseKind = (config, parameters) => {
  const features = sizeIn(config, 'features');
  const low = parameters.read('low', [features]);
  const high = parameters.read('high', [features]);
  const logVolume = high.reduce((sum, value, i) => sum + Math.log(value - at(low, i)), 0);
  const isInside = (value: number, i: number) => at(low, i) <= value && value <= at(high, i);
  return { features, logProb: (z) => (z.every(isInside) ? -logVolume : Number.NEGATIVE_INFINITY) };
};
