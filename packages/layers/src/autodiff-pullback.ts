import { type Parameter, type Rng, restoreRng } from '@flow/backend';
import {
  add,
  dispose,
  engine,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { Call, Gradients, Pullback, WithLogDet } from './bijector.ts';
import { createPullback } from './pullback.ts';
import { keepShare, share } from './share.ts';

/**
 * The pullback of any map by tfjs's automatic differentiation: it saves the input and, when gradients are
 * asked for, runs the map again under the tape. Random numbers are replayed, so both runs see the same.
 *
 * @param run the map, [batch, ...] to value and logDet [batch]
 * @param parameters the variables that gradients are wanted for
 * @throws already-disposed where its pullback is called twice
 * @example
 * ```ts
 * const square = (x: Tensor) => ({ value: mul(x, x), logDet: zeros([1]) });
 * const there = autodiffPullback(square, tensor2d([[3]]), {}, []);
 * const { dx } = there.pullback(ones([1, 1]), zeros([1]));
 * dx.arraySync(); // [[6]]
 * ```
 */
export function autodiffPullback(
  run: (input: Tensor, call: Call) => WithLogDet,
  input: Tensor,
  call: Call,
  parameters: readonly Parameter[],
): Pullback {
  const replay = replayable(call.rng);
  const result = tidy(() => {
    const { value, logDet } = run(input, call);
    // A map may hand its input on as it is; the result is the caller's alone.
    return { value: value === input ? share(value) : value, logDet };
  });
  const savedInput = keepShare(input);
  const savedContext = call.context === undefined ? undefined : keepShare(call.context);
  const variables = [...new Set(parameters.filter((p) => p.trainable).map((p) => p.variable))];
  return createPullback(
    result,
    (dValue, dLogDet) => {
      const again = { ...call, ...(savedContext && { context: savedContext }), ...replay() };
      const loss = () => {
        const { value, logDet } = run(savedInput, again);
        return add(sum(mul(value, dValue)), sum(mul(logDet, dLogDet))) as Scalar;
      };
      return differentiate(loss, savedInput, savedContext, variables);
    },
    () => dispose([savedInput, ...(savedContext ? [savedContext] : [])]),
  );
}

function replayable(rng: Rng | undefined): () => { rng?: Rng } {
  if (rng === undefined) return () => ({});
  const state = rng.save();
  return () => ({ rng: restoreRng(state) });
}

function differentiate(
  loss: () => Scalar,
  input: Tensor,
  context: Tensor | undefined,
  variables: readonly Variable[],
): Gradients {
  const sources: Tensor[] = [input, ...(context ? [context] : []), ...variables];
  // A source that the loss does not touch has no gradient on the tape: it is zero.
  const { value, grads } = engine().gradients(loss, sources, undefined, true);
  dispose(value);
  const gradients = grads.map((gradient, i) => gradient ?? zerosLike(sources[i] as Tensor));
  const ofVariables = gradients.slice(gradients.length - variables.length);
  return {
    dx: gradients[0] as Tensor,
    ...(context && { dContext: gradients[1] as Tensor }),
    gradients: new Map(variables.map((variable, i) => [variable, ofVariables[i] as Tensor])),
  };
}
