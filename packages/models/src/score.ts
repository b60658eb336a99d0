import type { Bijector, Call } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import { dispose, ones, type Tensor } from '@tensorflow/tfjs-core';

/** ∇ₓ log p(x) = J_f⁻¹ᵀ ∇ log π(z) + ∇ log|det J_f⁻¹|. @returns [batch, ...dataShape] */
export function scoreOf(bijector: Bijector, base: BaseDistribution, x: Tensor, call: Call): Tensor {
  const inverse = bijector.inversePullback(x, call);
  const dz = base.score(inverse.value);
  const each = ones([x.shape[0] as number]);
  const { dx, dContext, gradients } = inverse.pullback(dz, each);
  dispose([inverse.value, inverse.logDet, dz, each, ...gradients.values(), ...(dContext ? [dContext] : [])]);
  return dx;
}
