import type { BijectorKind } from '../part.ts';
import { softplus as logOnePlusExp } from '../softplus.ts';
import { elementwise } from './elementwise.ts';

/**
 * x = log(1 + eᶻ), with derivative eᶻ/(1 + eᶻ) = 1/(1 + e⁻ᶻ). Back, eᶻ = eˣ − 1 = eˣ (1 − e⁻ˣ), so
 * z = x + log(1 − e⁻ˣ) and dz/dx = eˣ/(eˣ − 1) = 1/(1 − e⁻ˣ).
 */
export const softplus: BijectorKind = (config) =>
  elementwise(
    config,
    (z) => ({ value: logOnePlusExp(z), logDerivative: -logOnePlusExp(-z) }),
    (x) => {
      const logRest = Math.log(-Math.expm1(-x));
      return { value: x + logRest, logDerivative: -logRest };
    },
  );
