import { type Parameter, type Rng, randomNormal } from '@flow/backend';
import { add, mul, tidy } from '@tensorflow/tfjs-core';

/**
 * Moves every trained parameter away from its start: flows start as the identity, where most mistakes do not
 * show.
 */
export function perturb(parameters: readonly Parameter[], rng: Rng, size = 0.3): void {
  for (const { variable, trainable } of parameters) {
    if (!trainable) continue;
    tidy(() => {
      // Wide layers get smaller steps, so that a sum over their inputs stays of the same size.
      const scale = variable.rank > 1 ? size / Math.sqrt(variable.shape[0] ?? 1) : size;
      variable.assign(add(variable, mul(randomNormal(rng, variable.shape), scale)));
    });
  }
}
