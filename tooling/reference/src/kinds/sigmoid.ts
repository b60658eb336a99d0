import type { BijectorKind } from '../part.ts';
import { softplus } from '../softplus.ts';
import { elementwise } from './elementwise.ts';

/**
 * x = σ(z), with σ′ = σ (1 − σ), −log σ(z) = softplus(−z) and −log(1 − σ(z)) = softplus(z). Back,
 * z = log x − log(1 − x) and dz/dx = 1/(x (1 − x)).
 */
export const sigmoid: BijectorKind = (config) =>
  elementwise(
    config,
    (z) => ({ value: 1 / (1 + Math.exp(-z)), logDerivative: -softplus(z) - softplus(-z) }),
    (x) => ({ value: Math.log(x) - Math.log1p(-x), logDerivative: -Math.log(x) - Math.log1p(-x) }),
  );
