import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

const GEOMETRY = { strides: 1, pad: 'same', dataFormat: 'NHWC' } as const;

/**
 * The gradients of a convolution y = conv(x, kernel) of stride 1 that keeps the size.
 *
 * @param x [batch, height, width, in]
 * @param kernel [side, side, in, out]
 * @param dy [batch, height, width, out]
 */
export function convolutionGradient(
  { x, kernel }: { readonly x: Tensor; readonly kernel: Tensor },
  dy: Tensor,
): { readonly dx: Tensor; readonly dKernel: Tensor } {
  return {
    dx: run('Conv2DBackpropInput', { dy, filter: kernel }, { ...GEOMETRY, inputShape: x.shape }),
    dKernel: run('Conv2DBackpropFilter', { x, dy }, { ...GEOMETRY, filterShape: kernel.shape }),
  };
}

type Attributes = Parameters<ReturnType<typeof engine>['runKernel']>[2];

/** Kernels that tfjs exports as no op. */
function run(name: string, inputs: Record<string, Tensor>, attributes: Attributes): Tensor {
  return engine().runKernel(name, inputs as Record<string, TensorInfo & Tensor>, attributes) as Tensor;
}
