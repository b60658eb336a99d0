import { at } from '../at.ts';
import { type Config, sizeIn } from '../config.ts';
import type { Parameters } from '../parameters.ts';
import type { BaseDensity } from './reference-base.ts';

/** z = μ + σ u with independent u of log-density f: log π(z) = Σ f((z − μ)/σ) − log σ, σ = exp(`logScale`). */
export function locationScale(
  config: Config,
  parameters: Parameters,
  location: 'mean' | 'location',
  f: (u: number) => number,
): BaseDensity {
  const features = sizeIn(config, 'features');
  const mu = parameters.read(location, [features]);
  const logScale = parameters.read('logScale', [features]);
  const logDensity = (value: number, i: number) =>
    f((value - at(mu, i)) / Math.exp(at(logScale, i))) - at(logScale, i);
  return { features, logProb: (z) => z.reduce((sum, value, i) => sum + logDensity(value, i), 0) };
}
