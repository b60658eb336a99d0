import type { TensorInfo } from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';

/** @throws shape-mismatch, dtype-mismatch: a float32 tensor of this shape is expected */
export function requireTensor(argument: string, tensor: TensorInfo, shape: readonly number[]): void {
  const fits =
    tensor.shape.length === shape.length && shape.every((size, axis) => tensor.shape[axis] === size);
  if (!fits) throw shapeMismatch(argument, `[${shape}]`, tensor.shape);
  requireFloat(argument, tensor);
}

/** @throws dtype-mismatch */
function requireFloat(argument: string, tensor: TensorInfo): void {
  if (tensor.dtype === 'float32') return;
  throw new FlowError('dtype-mismatch', {
    argument,
    message: 'Flows compute on float32 tensors; use tf.cast first.',
    expected: 'float32',
    received: tensor.dtype,
  });
}

/** [batch, positions, features] of a float32 tensor [batch, ...positions, features]. @throws shape-mismatch */
export function asRows(
  argument: string,
  tensor: TensorInfo,
): { batch: number; positions: number; features: number } {
  const [batch, ...rest] = tensor.shape;
  const features = rest.pop();
  if (batch === undefined || features === undefined) {
    throw shapeMismatch(argument, '[batch, ..., features]', tensor.shape);
  }
  requireFloat(argument, tensor);
  return { batch, positions: rest.reduce((product, size) => product * size, 1), features };
}

/** The sizes of a float32 tensor [batch, height, width, channels]. @throws shape-mismatch, dtype-mismatch */
export function requireImages(
  argument: string,
  tensor: TensorInfo,
): { batch: number; height: number; width: number; channels: number } {
  const [batch, height, width, channels, ...more] = tensor.shape;
  if (
    batch === undefined ||
    height === undefined ||
    width === undefined ||
    channels === undefined ||
    more.length > 0
  ) {
    throw shapeMismatch(argument, '[batch, height, width, channels]', tensor.shape);
  }
  requireFloat(argument, tensor);
  return { batch, height, width, channels };
}

/** The outputs of a kernel [side, side, inputs, outputs]. @throws shape-mismatch, dtype-mismatch */
export function requireKernel(argument: string, kernel: TensorInfo, side: number, inputs: number): number {
  const outputs = kernel.shape[3];
  if (outputs === undefined || outputs === 0) {
    throw shapeMismatch(argument, `[${side},${side},${inputs}, out]`, kernel.shape);
  }
  requireTensor(argument, kernel, [side, side, inputs, outputs]);
  return outputs;
}

export function shapeMismatch(argument: string, expected: string, shape: readonly number[]): FlowError {
  return new FlowError('shape-mismatch', {
    argument,
    message: 'The tensor has another shape.',
    expected,
    received: `[${shape}]`,
  });
}
