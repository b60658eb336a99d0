// Kernels that tfjs's gradients call and the stock binary does not have.
import { type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import { additionalConvolutionKernels } from './convolution.ts';
import { installedPack } from './memory.ts';

/** The gradient of `tf.gather`. */
const unsortedSegmentSum: KernelFunc = ({ inputs, attrs }) => {
  const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  if (x.dtype !== 'float32') throw refused('UnsortedSegmentSum', 'x', 'float32', x.dtype);
  const pack = installedPack();
  const rows = util.sizeFromShape(segmentIds.shape);
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const out = pack.output(shape);
  const width = util.sizeFromShape(shape.slice(1));
  pack.floats(pack.address(out), numSegments * width).fill(0);
  const { addSegments } = pack.kernels;
  addSegments(pack.address(x), pack.address(segmentIds), pack.address(out), rows, width, numSegments);
  return out;
};

export const additionalKernels = {
  ...additionalConvolutionKernels,
  UnsortedSegmentSum: unsortedSegmentSum,
};

function refused(kernel: string, argument: string, expected: string, received: string): FlowError {
  return new FlowError('invalid-argument', {
    argument,
    message: `The ${kernel} kernel of the wasm backend does not take this.`,
    expected,
    received,
  });
}
