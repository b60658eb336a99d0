// Kernels that tfjs's gradients call and the stock binary does not have.
import { backend_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import { GEMM } from './exports.ts';
import { installedPack } from './memory.ts';

/** Floats of a block of patches, which should stay in the second-level cache. */
const BLOCK_FLOATS = 1 << 17;

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

type ConvolutionAttributes = {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
};

/** dFilter [height, width, in, out] = patches(x)ᵀ·dy, in blocks of positions. */
const conv2DBackpropFilter: KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
    attrs as unknown as ConvolutionAttributes;
  if (dataFormat !== 'NHWC') throw refused('Conv2DBackpropFilter', 'dataFormat', 'NHWC', dataFormat);
  const xShape = x.shape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(xShape, filterShape, strides, 1, pad, dimRoundingMode);
  const pack = installedPack();
  const out = pack.output(filterShape);
  pack.floats(pack.address(out), util.sizeFromShape(filterShape)).fill(0);
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const positions = info.batchSize * info.outHeight * info.outWidth;
  if (depth === 0 || info.outChannels === 0) return out;
  const block = Math.max(16, Math.min(192, Math.floor(BLOCK_FLOATS / depth), positions));
  const patchBytes = 4 * block * depth;
  const columns = pack.workspace(patchBytes + pack.kernels.gemmWorkspace(depth, info.outChannels, block));
  for (let start = 0; start < positions; start += block) {
    const count = Math.min(block, positions - start);
    pack.kernels.patches(
      pack.address(x),
      columns,
      start,
      count,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
    );
    pack.kernels.gemm(
      columns,
      4 * depth,
      1,
      pack.address(dy) + 4 * start * info.outChannels,
      4 * info.outChannels,
      0,
      pack.address(out),
      4 * info.outChannels,
      depth,
      info.outChannels,
      count,
      GEMM.accumulate,
      0,
      0,
      columns + patchBytes,
    );
  }
  return out;
};

export const additionalKernels = {
  Conv2DBackpropFilter: conv2DBackpropFilter,
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
