import type { Tensor } from '@tensorflow/tfjs-core';

/** `forward` is z -> x, `inverse` x -> z. */
export type Direction = 'forward' | 'inverse';

/** A bijector's value and log|det| of the same direction, logDet [batch]. */
export type WithLogDet = { readonly value: Tensor; readonly logDet: Tensor };
