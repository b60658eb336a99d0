import { at } from '../at.ts';
import { type Call, type Result, withTerms } from '../bijection.ts';
import { numberIn, sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { sizeOfShapeIn } from './size-of-shape.ts';

const MARGIN = 2 ** -20;

/**
 * f⁻¹(x) = (x + u) / levels − center with u = g(v; x), v from the call's noise, squeezed to MARGIN..1 − MARGIN, and the
 * context (x + ½) / levels − ½ of g, which lies under `noise`; log|det J_f⁻¹| = −D log levels + log|det ∂u/∂v|, where
 * the squeezing counts. Without noise u = ½ and the second term is 0. f(z) = levels (z + center) − ½ in any case.
 */
export const variationalDequantise: BijectorKind = (config, part) => {
  const size = sizeOfShapeIn(config);
  const levels = sizeIn(config, 'levels');
  const center = 'center' in config ? numberIn(config, 'center') : 0;
  const inner = part.bijector(config.noise, 'noise');
  const noiseOf = (x: Float64Array, { noise }: Call): Result => {
    if (!noise) return withTerms(new Float64Array(size).fill(0.5), []);
    const v = Float64Array.from(noise(size), (value) => MARGIN + (1 - 2 * MARGIN) * value);
    const room = size * Math.log(1 - 2 * MARGIN);
    const { value, logDet, terms } = inner.forward(v, {
      context: x.map((pixel) => (pixel + 0.5) / levels - 0.5),
    });
    return { value, logDet: logDet + room, terms: terms - room };
  };
  const logLevels = size * Math.log(levels);
  return {
    size,
    forward: (z) =>
      withTerms(
        z.map((value) => levels * (value + center) - 0.5),
        [logLevels],
      ),
    inverse(x, call) {
      const u = noiseOf(x, call);
      return {
        value: x.map((value, i) => (value + at(u.value, i)) / levels - center),
        logDet: u.logDet - logLevels,
        terms: u.terms + logLevels,
      };
    },
  };
};
