import { gather, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { recordedValue } from './tape.ts';

/** Column j of the result is column `order[j]` of x; `back` undoes `order`. Its gradient is the way back. */
export function permuteColumns(x: Tensor, order: readonly number[], back: readonly number[]): Tensor {
  return recordedValue(
    [x],
    ([input]) => takeColumns(input as Tensor, order),
    (_, dy) => [takeColumns(dy, back)],
  );
}

/** The permutation that undoes one. */
export function inversePermutation(order: readonly number[]): number[] {
  const back = new Array<number>(order.length);
  order.forEach((from, to) => {
    back[from] = to;
  });
  return back;
}

function takeColumns(x: Tensor, indices: readonly number[]): Tensor {
  return tidy(() => gather(x, tensor1d([...indices], 'int32'), 1));
}
