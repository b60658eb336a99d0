import { FlowError } from '@flow/backend';
import { add, dispose, keep, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Gradients, Pullback, WithLogDet } from './bijector.ts';

type Backward = (dValue: Tensor, dLogDet: Tensor) => Gradients;

/**
 * Wraps a backward function so that it runs once, in a tidy of its own, and what was saved is freed after
 * it or by `dispose`, whichever comes first.
 *
 * @param result of the way there
 * @param free disposes what was saved
 * @throws already-disposed where it is called twice
 * @example
 * ```ts
 * const x = tensor2d([[3]]);
 * const result = { value: square(x), logDet: zeros([1]) };
 * const there = createPullback(
 *   result,
 *   (dValue) => ({ dx: mul(dValue, mul(x, 2)), gradients: new Map() }),
 *   () => {},
 * );
 * there.pullback(ones([1, 1]), zeros([1])).dx.arraySync(); // [[6]]
 * ```
 */
export function createPullback(result: WithLogDet, backward: Backward, free: () => void): Pullback {
  return runOnce(result, (dValue, dLogDet) => tidyGradients(() => backward(dValue, dLogDet)), free);
}

/**
 * The same without the tidy, for a backward function that disposes its temporaries itself, also where it
 * throws. Its gradients outlive a tidy of the caller as well.
 */
export function createUntidiedPullback(result: WithLogDet, backward: Backward, free: () => void): Pullback {
  return runOnce(result, (dValue, dLogDet) => keepGradients(backward(dValue, dLogDet)), free);
}

function runOnce(result: WithLogDet, backward: Backward, free: () => void): Pullback {
  let open = true;
  const close = () => {
    if (open) free();
    open = false;
  };
  return {
    ...result,
    pullback(dValue, dLogDet) {
      if (!open) {
        throw new FlowError('already-disposed', {
          message: 'A pullback runs once: call inversePullback or forwardPullback again for another one.',
        });
      }
      try {
        return backward(dValue, dLogDet);
      } finally {
        close();
      }
    },
    dispose: close,
  };
}

/** tf.tidy for gradients: it does not look into a Map. */
function tidyGradients(compute: () => Gradients): Gradients {
  let result: Gradients | undefined;
  tidy(() => {
    result = keepGradients(compute());
  });
  return result as unknown as Gradients;
}

function keepGradients(all: Gradients): Gradients {
  for (const tensor of gradientTensors(all)) keep(tensor);
  return all;
}

/** All tensors of a `Gradients`, to keep or to dispose. */
export function gradientTensors({ dx, dContext, gradients }: Gradients): Tensor[] {
  return [dx, ...(dContext ? [dContext] : []), ...gradients.values()];
}

/**
 * Adds gradients into a running sum, which takes them over; a variable that two layers share sums up.
 *
 * @example
 * ```ts
 * const weight = variable(scalar(0));
 * const sum = new Map([[weight, scalar(1)]]);
 * accumulateGradients(sum, new Map([[weight, scalar(2)]]));
 * sum.get(weight)?.arraySync(); // 3
 * ```
 */
export function accumulateGradients(
  into: Map<Variable, Tensor>,
  gradients: ReadonlyMap<Variable, Tensor>,
): void {
  for (const [variable, gradient] of gradients) into.set(variable, sumOf(into.get(variable), gradient));
}

/** a + b, consuming both; `undefined` counts as zero. */
export function sumOf(a: Tensor | undefined, b: Tensor): Tensor {
  if (a === undefined) return b;
  const total = add(a, b);
  dispose([a, b]);
  return total;
}
