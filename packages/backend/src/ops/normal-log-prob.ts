import { add, mul, neg, reshape, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { activePack } from '../kernels/memory.ts';
import { asRows, requireTensor } from './check.ts';

const LOG_2PI = 1.8378770664093453;

/** The log-density of rows under a standard normal: −½·Σ z² − features/2·log 2π. */
export const normalLogProb = {
  /**
   * @param z [batch, ...]
   * @returns [batch], summed in float64
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(z: Tensor): Tensor {
    const { batch, features } = rowSize(z);
    const pack = activePack();
    if (pack === null) {
      return tidy(() => mul(add(sum(square(reshape(z, [batch, features])), 1), features * LOG_2PI), -0.5));
    }
    const out = pack.tensor([batch]);
    pack.kernels.normalLogProb(pack.address(z), pack.address(out), batch, features);
    return out;
  },

  /**
   * @param dy the gradient of the log-densities [batch]
   * @returns dz = −z·dy, like z
   * @throws shape-mismatch, dtype-mismatch
   */
  backward(z: Tensor, dy: Tensor): Tensor {
    const { batch, features } = rowSize(z);
    requireTensor('dy', dy, [batch]);
    const pack = activePack();
    if (pack === null) return tidy(() => neg(mul(z, reshape(dy, [batch, ...z.shape.slice(1).map(() => 1)]))));
    const dz = pack.tensor(z.shape);
    pack.kernels.normalLogProbGradient(pack.address(z), pack.address(dy), pack.address(dz), batch, features);
    return dz;
  },
};

function rowSize(z: Tensor): { batch: number; features: number } {
  const { batch, positions, features } = asRows('z', z);
  return { batch, features: positions * features };
}
