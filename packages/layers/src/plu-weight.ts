import { createParameter, portableExp, portableLog } from '@flow/backend';
import { inverse, lu, type Matrix, multiplyMatrices, transposeMatrix } from '@flow/math';
import { type Tensor, tensor1d, type Variable } from '@tensorflow/tfjs-core';
import { cachedBy, type LinearWeight, once } from './linear-weight.ts';
import { fromTensorValues, toTensor } from './matrix-tensor.ts';
import { inversePermutation } from './permute-columns.ts';

/** What stays fixed of W = P L (U + diag(s)). */
export type FixedPlu = {
  /** Row i of W is row `order[i]` of L (U + diag(s)). */
  readonly order: readonly number[];
  readonly signs: readonly number[];
};

/**
 * W = P L (U + diag(s)) with unit lower L, strictly upper U and s = sign ⊙ exp(logScale); log|det W| = Σ logScale.
 * Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), eqs. 10-11.
 *
 * @param start the first W; not asked for while a saved model is rebuilt
 */
export function pluWeight(size: number, { order, signs }: FixedPlu, start: () => Matrix): LinearWeight {
  const side = [size, size];
  const packed = () => lu(start()).packed;
  const lower = createParameter('lower', 'weight', side, () => toTensor(keepOnly(packed(), size, 'below')));
  const upper = createParameter('upper', 'weight', side, () => toTensor(keepOnly(packed(), size, 'above')));
  const logScale = createParameter('logScale', 'scale', [size], () =>
    tensor1d(
      Array.from({ length: size }, (_, i) => portableLog(Math.abs(packed()[i * (size + 1)] as number))),
    ),
  );
  const parameters = [lower, upper, logScale];
  const factors = cachedBy(parameters, ([l, u, s]) => {
    const left = keepOnly(fromTensorValues(l, size).data, size, 'below');
    const right = keepOnly(fromTensorValues(u, size).data, size, 'above');
    for (let i = 0; i < size; i++) {
      left.data[i * (size + 1)] = 1;
      right.data[i * (size + 1)] = (signs[i] as number) * portableExp(s?.[i] as number);
    }
    const logAbsDet = Float64Array.from(s ?? []).reduce((total, value) => total + value, 0);
    const weight = reorderRows(multiplyMatrices(left, right), order);
    return { left, right, values: { weight, logAbsDet, inverse: once(() => inverse(weight)) } };
  });
  return {
    parameters,
    read: () => factors().values,
    gradients(dWeight, dLogAbsDet) {
      const { left, right } = factors();
      const dProduct = reorderRows(dWeight, inversePermutation(order));
      const dLeft = multiplyMatrices(dProduct, transposeMatrix(right));
      const dRight = multiplyMatrices(transposeMatrix(left), dProduct);
      const dLogScale = Array.from({ length: size }, (_, i) => {
        const at = i * (size + 1);
        return (dRight.data[at] as number) * (right.data[at] as number) + dLogAbsDet;
      });
      return new Map<Variable, Tensor>([
        [lower.variable, toTensor(keepOnly(dLeft.data, size, 'below'))],
        [upper.variable, toTensor(keepOnly(dRight.data, size, 'above'))],
        [logScale.variable, tensor1d(dLogScale)],
      ]);
    },
    needsInverse: false,
    config: { parametrisation: 'plu', order: [...order], signs: [...signs] },
  };
}

/** The fixed part of a matrix's factorisation. */
export function fixedPlu(w: Matrix): FixedPlu {
  const { size, packed, permutation } = lu(w);
  return {
    order: inversePermutation([...permutation]),
    signs: Array.from({ length: size }, (_, i) => ((packed[i * (size + 1)] as number) < 0 ? -1 : 1)),
  };
}

/** A copy that is zero but on one side of the diagonal. */
function keepOnly(data: Float64Array, size: number, side: 'below' | 'above'): Matrix {
  const keeps = (at: number) => {
    const distance = (at % size) - Math.floor(at / size);
    return side === 'below' ? distance < 0 : distance > 0;
  };
  return { rows: size, columns: size, data: data.map((value, at) => (keeps(at) ? value : 0)) };
}

/** Row i of the result is row `order[i]`. */
function reorderRows({ rows, columns, data }: Matrix, order: readonly number[]): Matrix {
  const moved = new Float64Array(data.length);
  order.forEach(
    (from, to) => void moved.set(data.subarray(from * columns, (from + 1) * columns), to * columns),
  );
  return { rows, columns, data: moved };
}
