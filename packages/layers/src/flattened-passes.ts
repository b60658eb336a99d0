import { dispose, keep, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Call, Pullback, WithLogDet } from './bijector.ts';
import type { BijectorSpec } from './define-bijector.ts';
import type { Shape } from './shape.ts';

/** Both directions of a map that keeps its shape, plain and with the way back. */
export type Passes = Pick<
  Required<BijectorSpec>,
  'forward' | 'inverse' | 'forwardPullback' | 'inversePullback' | 'pullbackFromOutput'
>;

/** A map of rows [batch, numbers] as one of data [batch, ...shape] of so many numbers. */
export function flattenedPasses(passes: Passes, shape: Shape): Passes {
  const whole = (rows: Tensor) => reshape(rows, [-1, ...shape]);
  const plain = (run: (rows: Tensor, call: Call) => WithLogDet) => (input: Tensor, call: Call) => {
    const { value, logDet } = run(rowsOf(input), call);
    return { value: whole(value), logDet };
  };
  /** The same tensor in the shape of the data, out of reach of a tidy. */
  const exchanged = (rows: Tensor) => {
    const value = keep(whole(rows));
    dispose(rows);
    return value;
  };
  const withPullback =
    (run: (rows: Tensor, call: Call) => Pullback) =>
    (input: Tensor, call: Call): Pullback => {
      const result = onRows([input], ([rows]) => run(rows as Tensor, call));
      const value = whole(result.value);
      dispose(result.value);
      return {
        ...result,
        value,
        pullback(dValue, dLogDet) {
          const back = onRows([dValue], ([rows]) => result.pullback(rows as Tensor, dLogDet));
          return { ...back, dx: exchanged(back.dx) };
        },
      };
    };
  return {
    forward: plain(passes.forward),
    inverse: plain(passes.inverse),
    forwardPullback: withPullback(passes.forwardPullback),
    inversePullback: withPullback(passes.inversePullback),
    pullbackFromOutput(z, dValue, dLogDet, call) {
      const back = onRows([z, dValue], ([rows, dRows]) =>
        passes.pullbackFromOutput(rows as Tensor, dRows as Tensor, dLogDet, call),
      );
      const input = whole(back.input);
      dispose(back.input);
      return { ...back, input, dx: exchanged(back.dx) };
    },
  };
}

export function rowsOf(x: Tensor): Tensor {
  return reshape(x, [x.shape[0] as number, -1]);
}

/** Runs on views of tensors as rows and frees the views. */
function onRows<T>(tensors: readonly Tensor[], run: (rows: readonly Tensor[]) => T): T {
  const views = tensors.map(rowsOf);
  try {
    return run(views);
  } finally {
    dispose(views);
  }
}
