import { type Columns, gatherColumns } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { recordedValue } from './tape.ts';

/** Feature j of the result is feature `order[j]` of x; `back` undoes `order`. Its gradient is the way back. */
export function permuteColumns(x: Tensor, order: Columns, back: Columns): Tensor {
  return recordedValue(
    [x],
    ([input]) => gatherColumns(input as Tensor, order),
    (_, dy) => [gatherColumns(dy, back)],
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
