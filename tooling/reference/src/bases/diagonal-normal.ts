import { locationScale } from './location-scale.ts';
import type { BaseKind } from './reference-base.ts';
import { logNormal } from './standard-normal.ts';

/** N(μ, diag σ²) with parameters `mean` μ and `logScale` log σ. */
export const diagonalNormal: BaseKind = (config, parameters) =>
  locationScale(config, parameters, 'mean', logNormal);
