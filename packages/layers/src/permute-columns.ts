import { customGrad, gather, type Tensor, tensor1d } from '@tensorflow/tfjs-core';

/** Column j of the result is column `order[j]` of x; `back` undoes `order`. Its gradient is the way back. */
export function permuteColumns(x: Tensor, order: readonly number[], back: readonly number[]): Tensor {
  return permute(x, order, back, 1);
}

/** Row i of the result is row `order[i]` of x. */
export function permuteRows(x: Tensor, order: readonly number[]): Tensor {
  return permute(x, order, inversePermutation(order), 0);
}

/** The permutation that undoes one. */
export function inversePermutation(order: readonly number[]): number[] {
  const back = new Array<number>(order.length);
  order.forEach((from, to) => {
    back[from] = to;
  });
  return back;
}

function permute(x: Tensor, order: readonly number[], back: readonly number[], axis: number): Tensor {
  const take = (from: Tensor, indices: readonly number[]) =>
    gather(from, tensor1d([...indices], 'int32'), axis);
  return customGrad((input) => ({
    value: take(input as Tensor, order),
    gradFunc: (dy: Tensor) => take(dy, back),
  }))(x);
}
