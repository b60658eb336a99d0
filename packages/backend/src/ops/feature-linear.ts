import { matMul, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { asRows, requireTensor } from './check.ts';

/**
 * One matrix across the features of every position, as in an invertible 1x1 convolution: y = x·Wᵀ. Its matrix
 * products are the pack's kernels on WASM and tfjs's elsewhere.
 *
 * Source: Kingma and Dhariwal, "Glow" (2018), table 1.
 */
export const featureLinear = {
  /**
   * @param x [batch, ..., in]; weight [out, in]
   * @returns [batch, ..., out]
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(x: Tensor, weight: Tensor): Tensor {
    const { features } = asRows('x', x);
    const [outputs = 0] = weight.shape;
    requireTensor('weight', weight, [outputs, features]);
    return tidy(() =>
      reshape(matMul(flatten(x, features), weight, false, true), [...x.shape.slice(0, -1), outputs]),
    );
  },

  /**
   * @param dy the gradient of the value [batch, ..., out]
   * @returns dx = dy·W like x, dWeight = dyᵀ·x [out, in]
   * @throws shape-mismatch, dtype-mismatch
   */
  backward(
    { x, weight }: { readonly x: Tensor; readonly weight: Tensor },
    dy: Tensor,
  ): { readonly dx: Tensor; readonly dWeight: Tensor } {
    const { features } = asRows('x', x);
    const [outputs = 0] = weight.shape;
    requireTensor('weight', weight, [outputs, features]);
    requireTensor('dy', dy, [...x.shape.slice(0, -1), outputs]);
    return tidy(() => {
      const rows = flatten(dy, outputs);
      return {
        dx: reshape(matMul(rows, weight), x.shape),
        dWeight: matMul(rows, flatten(x, features), true),
      };
    });
  },
};

function flatten(x: Tensor, features: number): Tensor {
  return reshape(x, [x.size / Math.max(features, 1), features]);
}
