import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { booleanIn, type Config, numberIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { pixelSidesIn, sidesIn } from './mask.ts';
import { atEachPosition, type Positions, positionsIn } from './positions.ts';

/**
 * z = (x − μ)/√(σ² + ε) ⊙ exp(γ) + β at each position, with parameters `logScale` γ and `shift` β (γ = β = 0 with
 * `affine` false) and the running `mean` μ and `variance` σ². With those given it is affine:
 * log|∂zᵢ/∂xᵢ| = γᵢ − ½ log(σᵢ² + ε) (Dinh et al. 2017, arXiv 1605.08803, section 3.7). What a `mask` keeps passes.
 */
export const batchNorm: BijectorKind = (config, part) => {
  const data = positionsIn(config);
  const { features, positions } = data;
  const epsilon = numberIn(config, 'epsilon');
  const hasAffine = !('affine' in config) || booleanIn(config, 'affine');
  const everywhere = (values: Float64Array) => atEachPosition(values, positions);
  const read = (name: string) => everywhere(part.parameter(name, [features]));
  const trained = (name: string) => (hasAffine ? read(name) : new Float64Array(features * positions));
  const logScale = trained('logScale');
  const shift = trained('shift');
  const mean = read('mean');
  const spread = read('variance').map((value) => Math.sqrt(value + epsilon));
  const isKept = keptTest(config, data);
  const logSlopes = logScale.map((value, i) => (isKept(i) ? 0 : value - Math.log(at(spread, i))));
  const moved = (values: Float64Array, move: (value: number, i: number) => number) =>
    values.map((value, i) => (isKept(i) ? value : move(value, i)));
  return {
    size: positions * features,
    forward: (z) =>
      withTerms(
        moved(
          z,
          (value, i) => (value - at(shift, i)) * Math.exp(-at(logScale, i)) * at(spread, i) + at(mean, i),
        ),
        logSlopes.map((term) => -term),
      ),
    inverse: (x) =>
      withTerms(
        moved(
          x,
          (value, i) => ((value - at(mean, i)) / at(spread, i)) * Math.exp(at(logScale, i)) + at(shift, i),
        ),
        logSlopes,
      ),
  };
};

/** Which numbers of a flat datum the mask keeps. */
function keptTest(config: Config, { features, space }: Positions): (index: number) => boolean {
  if (!('mask' in config)) return () => false;
  const pixels = pixelSidesIn(config, space);
  const kept = new Set((pixels ?? sidesIn(config, features)).kept);
  return (index) => kept.has(pixels ? Math.floor(index / features) : index % features);
}
