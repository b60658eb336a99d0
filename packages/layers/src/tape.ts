import { isTaping } from '@flow/backend';
import { concat, customGrad, type GradSaveFunc, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { WithLogDet } from './bijector.ts';

/**
 * Runs a map that has a backward pass of its own; while tfjs records, the pair goes on the tape as one op, so
 * that the tape and the pullbacks share one derivative.
 *
 * @param backward from the inputs, the value and the two upstream gradients to one gradient an input
 */
export function recorded(
  inputs: readonly Tensor[],
  forward: (inputs: readonly Tensor[]) => WithLogDet,
  backward: (
    saved: { inputs: readonly Tensor[]; value: Tensor },
    dValue: Tensor,
    dLogDet: Tensor,
  ) => Tensor[],
): WithLogDet {
  if (!isTaping()) return forward(inputs);
  let shape: number[] = [];
  // customGrad knows ops of one output: value and logDet travel side by side.
  const joined = recordedValue(
    inputs,
    (own) => {
      const { value, logDet } = forward(own);
      shape = value.shape;
      return concat([asRows(value), reshape(logDet, [-1, 1])], 1);
    },
    (own, dJoined, joinedAgain) => {
      const [dValue, dLogDet] = part(dJoined, shape);
      return backward({ inputs: own, value: part(joinedAgain, shape)[0] }, dValue, dLogDet);
    },
  );
  const [value, logDet] = part(joined, shape);
  return { value, logDet };
}

/** The same for a map without log-det. */
export function recordedValue(
  inputs: readonly Tensor[],
  forward: (inputs: readonly Tensor[]) => Tensor,
  backward: (inputs: readonly Tensor[], dValue: Tensor, value: Tensor) => Tensor[],
): Tensor {
  if (!isTaping()) return forward(inputs);
  return customGrad((...args) => {
    const save = args.at(-1) as GradSaveFunc;
    const own = args.slice(0, -1) as Tensor[];
    const value = forward(own);
    save([...own, value]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => backward(saved.slice(0, -1), dy, saved.at(-1) as Tensor),
    };
  })(...inputs);
}

function asRows(value: Tensor): Tensor {
  return reshape(value, [value.shape[0] as number, -1]);
}

function part(joined: Tensor, shape: readonly number[]): [Tensor, Tensor] {
  const width = (joined.shape[1] as number) - 1;
  return [
    reshape(slice(joined, [0, 0], [-1, width]), [...shape]),
    reshape(slice(joined, [0, width], [-1, 1]), [-1]),
  ];
}
