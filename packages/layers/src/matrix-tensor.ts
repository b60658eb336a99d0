import type { Matrix } from '@flow/math';
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/** A host matrix as a float32 tensor. */
export function toTensor({ rows, columns, data }: Matrix): Tensor2D {
  return tensor2d(new Float32Array(data), [rows, columns]);
}

/** A square tensor's values as a host matrix. */
export function fromTensorValues(values: ArrayLike<number> | undefined, size: number): Matrix {
  return { rows: size, columns: size, data: new Float64Array(values ?? []) };
}
