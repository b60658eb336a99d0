import { type Tensor, tensor, util } from '@tensorflow/tfjs-core';
import { activePack } from './kernels/memory.ts';
import { type Rng, takeDraw } from './rng.ts';

/**
 * A float32 tensor of numbers in [0, 1), multiples of 2⁻²⁴.
 *
 * @param shape any shape
 * @returns [...shape]
 * @throws out-of-memory
 * @example
 * ```ts
 * randomUniform(createRng(1), [100, 2]).shape; // [100, 2]
 * ```
 */
export function randomUniform(rng: Rng, shape: readonly number[]): Tensor {
  return draw(rng, shape, 'uniform');
}

/**
 * A float32 tensor of standard normal numbers.
 *
 * @param shape any shape
 * @returns [...shape]
 * @throws out-of-memory
 * @example
 * ```ts
 * randomNormal(createRng(1), [100, 2]).shape; // [100, 2]
 * ```
 */
export function randomNormal(rng: Rng, shape: readonly number[]): Tensor {
  return draw(rng, shape, 'normal');
}

/** Written by a kernel into the tensor's memory where there is one; the same numbers from JavaScript elsewhere. */
function draw(rng: Rng, shape: readonly number[], distribution: 'uniform' | 'normal'): Tensor {
  const count = util.sizeFromShape([...shape]);
  const pack = activePack();
  const source = pack && takeDraw(rng, count);
  if (!pack || !source) return tensor(rng[distribution](count), [...shape], 'float32');
  const out = pack.tensor(shape);
  const workspace = pack.workspace(pack.kernels.randomWorkspace());
  const address = pack.address(out);
  source.keys.forEach(([key0, key1], row) => {
    const at = address + 4 * row * source.perKey;
    pack.kernels[distribution](at, source.perKey, key0, key1, source.position, workspace);
  });
  return out;
}
