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

export function shapeMismatch(argument: string, expected: string, shape: readonly number[]): FlowError {
  return new FlowError('shape-mismatch', {
    argument,
    message: 'The tensor has another shape.',
    expected,
    received: `[${shape}]`,
  });
}
