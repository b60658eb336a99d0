import { inverse, slogdet, squareMatrix } from '@flow/math';
import {
  customGrad,
  matMul,
  mul,
  neg,
  type Scalar,
  scalar,
  type Tensor,
  tensor2d,
  transpose,
} from '@tensorflow/tfjs-core';

/**
 * Determinant and inverse of a small parameter matrix, computed in float64 on the host and kept while the
 * matrix has the same values.
 */
export type HostLinear = {
  /** log|det W|, differentiable: dW = W⁻ᵀ. */
  logAbsDet(w: Tensor): Scalar;
  /** W⁻¹, differentiable: dW = −W⁻ᵀ dY W⁻ᵀ. */
  inverse(w: Tensor): Tensor;
};

export function hostLinear(size: number): HostLinear {
  let known: Known | undefined;
  const look = (w: Tensor): Known => {
    const values = w.dataSync() as Float32Array;
    if (!known?.values.every((value, i) => value === values[i])) known = createKnown(values, size);
    return known;
  };
  return {
    logAbsDet: (w) =>
      customGrad((input) => {
        // Held on the host: the tape's tensors may be gone when the gradient is asked for.
        const at = look(input as Tensor);
        return {
          value: scalar(at.logAbsDet()),
          gradFunc: (dy: Tensor) => mul(transpose(at.inverse()), dy),
        };
      })(w) as Scalar,
    inverse: (w) =>
      customGrad((input) => {
        const at = look(input as Tensor);
        const gradFunc = (dy: Tensor) => {
          const turned = transpose(at.inverse());
          return neg(matMul(matMul(turned, dy), turned));
        };
        return { value: at.inverse(), gradFunc };
      })(w),
  };
}

/** One matrix's values and what was computed from them, each once. */
type Known = { readonly values: Float32Array; logAbsDet(): number; inverse(): Tensor };

function createKnown(values: Float32Array, size: number): Known {
  let logDet: number | undefined;
  let inverted: Float32Array | undefined;
  return {
    values,
    logAbsDet() {
      logDet ??= slogdet(values, size).logAbsDet;
      return logDet;
    },
    inverse() {
      inverted ??= Float32Array.from(inverse(squareMatrix(values, size)).data);
      return tensor2d(inverted, [size, size]);
    },
  };
}
