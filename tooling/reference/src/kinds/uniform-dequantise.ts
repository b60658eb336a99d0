import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { numberIn, sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { sizeOfShapeIn } from './size-of-shape.ts';

/**
 * f⁻¹(x) = (x + u) / levels − center with u from the call's noise, or ½ without; log|det J_f⁻¹| = −D log levels.
 * f(z) = levels (z + center) − ½ whatever the noise was: it undoes f⁻¹ only without.
 */
export const uniformDequantise: BijectorKind = (config) => {
  const size = sizeOfShapeIn(config);
  const levels = sizeIn(config, 'levels');
  const center = 'center' in config ? numberIn(config, 'center') : 0;
  return {
    size,
    forward: (z) =>
      withTerms(
        z.map((value) => levels * (value + center) - 0.5),
        [size * Math.log(levels)],
      ),
    inverse(x, { noise }) {
      const u = noise?.(size) ?? new Float64Array(size).fill(0.5);
      return withTerms(
        x.map((value, i) => (value + at(u, i)) / levels - center),
        [-size * Math.log(levels)],
      );
    },
  };
};
