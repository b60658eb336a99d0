import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { numberIn, sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';

/**
 * z = (x − μ)/√(σ² + ε) ⊙ exp(γ) + β, with parameters `logScale` γ and `shift` β and the running `mean` μ and
 * `variance` σ². With those given it is affine: log|∂zᵢ/∂xᵢ| = γᵢ − ½ log(σᵢ² + ε)
 * (Dinh et al. 2017, arXiv 1605.08803, section 3.7).
 */
export const batchNorm: BijectorKind = (config, part) => {
  const features = sizeIn(config, 'features');
  const epsilon = numberIn(config, 'epsilon');
  const read = (name: string) => part.parameter(name, [features]);
  const logScale = read('logScale');
  const shift = read('shift');
  const mean = read('mean');
  const variance = read('variance');
  const spread = variance.map((value) => Math.sqrt(value + epsilon));
  const logSlopes = logScale.map((value, i) => value - Math.log(at(spread, i)));
  return {
    size: features,
    forward: (z) =>
      withTerms(
        z.map(
          (value, i) => (value - at(shift, i)) * Math.exp(-at(logScale, i)) * at(spread, i) + at(mean, i),
        ),
        logSlopes.map((term) => -term),
      ),
    inverse: (x) =>
      withTerms(
        x.map(
          (value, i) => ((value - at(mean, i)) / at(spread, i)) * Math.exp(at(logScale, i)) + at(shift, i),
        ),
        logSlopes,
      ),
  };
};
