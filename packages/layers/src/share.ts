import { shareValues } from '@flow/backend';
import { keep, reshape, type Tensor } from '@tensorflow/tfjs-core';

/** Another handle on the same values, which lives on when the first is disposed. tf.clone copies on WASM. */
export function share(x: Tensor): Tensor {
  return reshape(x, x.shape);
}

/** The same out of reach of tf.tidy and of the tape, for a pullback: whoever asks for it disposes it. */
export function keepShare(x: Tensor): Tensor {
  return keep(shareValues(x));
}
