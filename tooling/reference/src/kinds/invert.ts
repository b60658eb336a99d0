import type { BijectorKind } from '../part.ts';

/** f = g⁻¹ for the layer g under `inner`. */
export const invert: BijectorKind = (config, part) => {
  const inner = part.bijector(config.inner, 'inner');
  return {
    size: inner.size,
    forward: (z, call) => inner.inverse(z, call),
    inverse: (x, call) => inner.forward(x, call),
  };
};
