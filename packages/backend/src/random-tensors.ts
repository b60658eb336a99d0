import { type Tensor, tensor, util } from '@tensorflow/tfjs-core';
import type { Rng } from './rng.ts';

/** A float32 tensor of numbers in [0, 1). @param shape any shape */
export function randomUniform(rng: Rng, shape: readonly number[]): Tensor {
  return tensor(rng.uniform(util.sizeFromShape([...shape])), [...shape], 'float32');
}

/** A float32 tensor of standard normal numbers. @param shape any shape */
export function randomNormal(rng: Rng, shape: readonly number[]): Tensor {
  return tensor(rng.normal(util.sizeFromShape([...shape])), [...shape], 'float32');
}
