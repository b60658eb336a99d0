import type { BijectorKind } from '../part.ts';
import { elementwise } from './elementwise.ts';

/** x = eᶻ, its own derivative. Back, z = log x and dz/dx = 1/x. */
export const exp: BijectorKind = (config) =>
  elementwise(
    config,
    (z) => ({ value: Math.exp(z), logDerivative: z }),
    (x) => ({ value: Math.log(x), logDerivative: -Math.log(x) }),
  );
