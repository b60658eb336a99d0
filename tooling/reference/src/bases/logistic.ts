import { softplus } from '../softplus.ts';
import { locationScale } from './location-scale.ts';
import type { BaseKind } from './reference-base.ts';

/** The derivative of the sigmoid, σ'(u) = σ(u) σ(−u): log f(u) = −softplus(−u) − softplus(u). */
export const logistic: BaseKind = (config, parameters) =>
  locationScale(config, parameters, 'location', (u) => -softplus(-u) - softplus(u));
