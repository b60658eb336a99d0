import { numberIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { elementwise } from './elementwise.ts';

/**
 * |x| = ((1 + |z|)ᵖ − 1)/p with the sign of z, so dx/dz = (1 + |z|)ᵖ⁻¹. Back, |z| = (1 + p|x|)^(1/p) − 1 and
 * dz/dx = (1 + p|x|)^(1/p − 1).
 */
export const power: BijectorKind = (config) => {
  const p = numberIn(config, 'exponent');
  return elementwise(
    config,
    (z) => {
      const logBase = Math.log1p(Math.abs(z));
      return { value: (Math.sign(z) * Math.expm1(p * logBase)) / p, logDerivative: (p - 1) * logBase };
    },
    (x) => {
      const logBase = Math.log1p(p * Math.abs(x));
      return { value: Math.sign(x) * Math.expm1(logBase / p), logDerivative: (1 / p - 1) * logBase };
    },
  );
};
