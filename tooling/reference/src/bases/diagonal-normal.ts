import { at } from '../at.ts';
import { sizeIn } from '../config.ts';
import type { BaseKind } from './reference-base.ts';
import { logNormal } from './standard-normal.ts';

/** log π(z) = Σ log N((z − μ)/σ) − log σ, with parameters `mean` μ and `logScale` log σ. */
export const diagonalNormal: BaseKind = (config, parameters) => {
  const features = sizeIn(config, 'features');
  const mean = parameters.read('mean', [features]);
  const logScale = parameters.read('logScale', [features]);
  const logDensity = (value: number, i: number) =>
    logNormal((value - at(mean, i)) / Math.exp(at(logScale, i))) - at(logScale, i);
  return { features, logProb: (z) => z.reduce((sum, value, i) => sum + logDensity(value, i), 0) };
};
