import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { numberIn, wordIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { softplus } from '../softplus.ts';
import { sizeOfShapeIn } from './size-of-shape.ts';

/**
 * f⁻¹(x) = log y − log(1 − y) with y = α + (1 − 2α) x. From dy/dx = 1 − 2α and d logit(y)/dy = 1/(y (1 − y)),
 * log|f⁻¹'(x)| = log(1 − 2α) − log y − log(1 − y). Forward, y = σ(z) and −log y = softplus(−z),
 * −log(1 − y) = softplus(z). With the `margin` low, y = α + (1 − α) x.
 */
export const logit: BijectorKind = (config) => {
  const size = sizeOfShapeIn(config);
  const alpha = numberIn(config, 'alpha');
  const isLow = 'margin' in config && wordIn(config, 'margin', ['both', 'low']) === 'low';
  const width = isLow ? 1 - alpha : 1 - 2 * alpha;
  return {
    size,
    forward: (z) =>
      withTerms(
        z.map((value) => (1 / (1 + Math.exp(-value)) - alpha) / width),
        Array.from(z, (value) => [-Math.log(width), -softplus(-value), -softplus(value)]).flat(),
      ),
    inverse(x) {
      const y = x.map((value) => alpha + width * value);
      const rest = x.map((value) => 1 - alpha - width * value);
      return withTerms(
        y.map((value, i) => Math.log(value) - Math.log(at(rest, i))),
        Array.from(y, (value, i) => [Math.log(width), -Math.log(value), -Math.log(at(rest, i))]).flat(),
      );
    },
  };
};
