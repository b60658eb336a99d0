import type { Bijector, Call } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import { dispose, ones, type Tensor } from '@tensorflow/tfjs-core';

/** ∇ₓ log p(x) = J_f⁻¹ᵀ ∇ log π(z) + ∇ log|det J_f⁻¹|. @returns [batch, ...dataShape] */
export function scoreOf(bijector: Bijector, base: BaseDistribution, x: Tensor, call: Call): Tensor {
  const inverse = bijector.inversePullback(x, call);
  const made: Tensor[] = [inverse.value, inverse.logDet];
  try {
    const dz = base.score(inverse.value);
    const each = ones([x.shape[0] as number]);
    made.push(dz, each);
    const { dx, dContext, gradients } = inverse.pullback(dz, each);
    made.push(...gradients.values(), ...(dContext ? [dContext] : []));
    return dx;
  } finally {
    inverse.dispose();
    dispose(made);
  }
}
