import { isTaping } from '@flow/backend';
import { add, fused, mul, relu, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * x ⊙ scale + shift for each channel of pictures, `rectified` with a relu behind it: in one pass over x where no tape
 * records, as a 1x1 convolution of each channel by itself.
 *
 * @param x [batch, height, width, channels]
 */
export function scaleShift(
  x: Tensor,
  { scale, shift }: { readonly scale: Tensor; readonly shift: Tensor },
  rectified: boolean,
): Tensor {
  if (isTaping()) {
    const value = add(mul(x, scale), shift);
    return rectified ? relu(value) : value;
  }
  return fused.depthwiseConv2d({
    x: x as Tensor4D,
    filter: reshape(scale, [1, 1, -1, 1]),
    strides: 1,
    pad: 'same',
    bias: shift,
    activation: rectified ? 'relu' : 'linear',
  });
}
