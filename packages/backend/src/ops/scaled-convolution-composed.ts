// y = (conv(x) + shift)·e^(gain·s) with one shift and log-scale s a channel, of plain tfjs ops.
import {
  add,
  conv2d,
  engine,
  exp,
  mul,
  sum,
  type Tensor,
  type Tensor4D,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** kernel [height, width, in, out] (stride 1, padding 'same'), shift [out], logScale [out]. */
export type ScaledConvolution = {
  readonly kernel: Tensor;
  readonly shift: Tensor;
  readonly logScale: Tensor;
  /** What multiplies logScale. */
  readonly gain: number;
};

export type ScaledConvolutionGradients = {
  readonly dx: Tensor;
  readonly kernel: Tensor;
  readonly shift: Tensor;
  readonly logScale: Tensor;
};

const GEOMETRY = { strides: 1, pad: 'same', dataFormat: 'NHWC' } as const;

/** Call it inside tf.tidy. */
export function scaledConvolution(x: Tensor, stage: ScaledConvolution): Tensor {
  const sums = conv2d(x as Tensor4D, stage.kernel as Tensor4D, 1, 'same');
  return mul(add(sums, stage.shift), scaleOf(stage));
}

/**
 * Σ dy·y, a log-scale's share, is Σ dK·K + dt·t over a channel's weights: y need not be computed again. Call it
 * inside tf.tidy.
 */
export function scaledConvolutionBackward(
  x: Tensor,
  stage: ScaledConvolution,
  dy: Tensor,
): ScaledConvolutionGradients {
  const { kernel, shift, gain } = stage;
  const dSums = mul(dy, scaleOf(stage));
  const dKernel = run('Conv2DBackpropFilter', { x, dy: dSums }, { ...GEOMETRY, filterShape: kernel.shape });
  const dShift = sum(dSums, [0, 1, 2]);
  return {
    dx: run('Conv2DBackpropInput', { dy: dSums, filter: kernel }, { ...GEOMETRY, inputShape: x.shape }),
    kernel: dKernel,
    shift: dShift,
    logScale: mul(add(sum(mul(dKernel, kernel), [0, 1, 2]), mul(dShift, shift)), gain),
  };
}

function scaleOf({ logScale, gain }: ScaledConvolution): Tensor {
  return exp(mul(logScale, gain));
}

type Attributes = Parameters<ReturnType<typeof engine>['runKernel']>[2];

/** Gradient kernels of convolutions, which tfjs exports as no op. */
function run(name: string, inputs: Record<string, Tensor>, attributes: Attributes): Tensor {
  return engine().runKernel(name, inputs as Record<string, TensorInfo & Tensor>, attributes) as Tensor;
}
