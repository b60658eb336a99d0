import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { activePack } from '../kernels/memory.ts';

/**
 * Another handle on the same values, which lives on when the first is disposed; nothing of it goes on a tape.
 * tf.clone copies on WASM, and tf.reshape takes the road of an operation.
 *
 * @param x of any shape
 * @returns a tensor of the same shape, [...x.shape], to be disposed by itself
 * @throws backend-missing where the WASM backend's memory cannot be shared
 * @example
 * ```ts
 * const x = tensor1d([1, 2]);
 * const same = shareValues(x);
 * x.dispose();
 * same.arraySync(); // [1, 2]
 * ```
 */
export function shareValues(x: Tensor): Tensor {
  return activePack()?.share(x) ?? reshape(x, x.shape);
}
