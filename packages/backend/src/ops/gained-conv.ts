import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { requireImages, requireKernel, requireTensor } from './check.ts';
import { scaledConvolution, scaledConvolutionBackward } from './scaled-convolution-composed.ts';

/** kernel [3, 3, in, out], bias [out], logScale [out]. */
export type GainedConvParameters = {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly logScale: Tensor;
};

/** Derivatives for the input, [batch, height, width, channels], and for the parameters. */
export type GainedConvGradients = {
  readonly dx: Tensor;
  /** By the names, and in the order, of the parameters. */
  readonly gradients: GainedConvParameters;
};

/** What multiplies the log-scale, so that it learns faster than the kernel (`logscale_factor`). */
const GAIN = 3;

/**
 * A 3x3 convolution (stride 1, padding 'same') whose output has a gain of its own, y = (conv(x) + bias)·e^(3·s):
 * with kernel, bias and s at zero, the net of Glow's learned split prior.
 *
 * Source: Kingma and Dhariwal, "Glow" (2018), released code (`conv2d_zeros`, `split2d_prior`).
 *
 * @example
 * ```ts
 * const x = ones([1, 4, 4, 1]);
 * const parameters = { kernel: zeros([3, 3, 1, 2]), bias: ones([2]), logScale: zeros([2]) };
 * const y = gainedConv.apply(x, parameters);
 * y.shape; // [1, 4, 4, 2]
 * const { gradients } = gainedConv.backward({ x }, parameters, y);
 * gradients.bias.arraySync(); // [16, 16]
 * ```
 */
export const gainedConv = {
  /**
   * @param x [batch, height, width, in]
   * @returns [batch, height, width, out]
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(x: Tensor, parameters: GainedConvParameters): Tensor {
    checkConv(x, parameters);
    return tidy(() => scaledConvolution(x, stageOf(parameters)));
  },

  /**
   * @param dy the gradient of the value [batch, height, width, out]
   * @returns dx like x, and gradients like parameters
   * @throws shape-mismatch, dtype-mismatch
   */
  backward({ x }: { readonly x: Tensor }, parameters: GainedConvParameters, dy: Tensor): GainedConvGradients {
    const outputs = checkConv(x, parameters);
    requireTensor('dy', dy, [...x.shape.slice(0, 3), outputs]);
    return tidy(() => {
      const { dx, kernel, shift, logScale } = scaledConvolutionBackward(x, stageOf(parameters), dy);
      return { dx, gradients: { kernel, bias: shift, logScale } };
    });
  },
};

function stageOf({ kernel, bias, logScale }: GainedConvParameters) {
  return { kernel, shift: bias, logScale, gain: GAIN };
}

/** The number of outputs. @throws shape-mismatch, dtype-mismatch */
function checkConv(x: Tensor, { kernel, bias, logScale }: GainedConvParameters): number {
  const { channels } = requireImages('x', x);
  const outputs = requireKernel('kernel', kernel, 3, channels);
  requireTensor('bias', bias, [outputs]);
  requireTensor('logScale', logScale, [outputs]);
  return outputs;
}
