import type { BijectorKind } from '../part.ts';
import { softplus } from '../softplus.ts';
import { elementwise } from './elementwise.ts';

/**
 * x = tanh z, with tanh′ = 1/cosh² and log cosh z = |z| + log(1 + e^(−2|z|)) − log 2. Back, z = artanh x and
 * dz/dx = 1/((1 − x) (1 + x)).
 */
export const tanh: BijectorKind = (config) =>
  elementwise(
    config,
    (z) => ({ value: Math.tanh(z), logDerivative: -2 * logCosh(z) }),
    (x) => ({ value: Math.atanh(x), logDerivative: -Math.log1p(-x) - Math.log1p(x) }),
  );

function logCosh(z: number): number {
  return Math.abs(z) + softplus(-2 * Math.abs(z)) - Math.LN2;
}
