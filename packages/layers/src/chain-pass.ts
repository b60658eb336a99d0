import { addN, dispose, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { Bijector, Call, Gradients, NamedLayer, Pullback, WithLogDet } from './bijector.ts';
import { largerDrift } from './drift.ts';
import { within } from './layer-path.ts';
import { accumulateGradients, createPullback, sumOf } from './pullback.ts';

/** One layer after the other. @param parts in the order in which they are applied */
export function compose(
  parts: readonly NamedLayer[],
  input: Tensor,
  call: Call,
  run: (layer: Bijector, value: Tensor, call: Call) => WithLogDet,
): WithLogDet {
  const logDets: Tensor[] = [];
  let value = input;
  for (const { layer, segment } of parts) {
    const step = within(segment, () => run(layer, value, call));
    // Freed on the way, so that memory does not grow with depth.
    if (value !== input) value.dispose();
    value = step.value;
    logDets.push(step.logDet);
  }
  return { value, logDet: addN(logDets) };
}

/** The same with its way back, of steps that remember theirs. */
export function composePullbacks(steps: readonly ((value: Tensor) => Pullback)[], input: Tensor): Pullback {
  const pullbacks: Pullback[] = [];
  const free = () => pullbacks.forEach((pullback) => void pullback.dispose());
  const logDets: Tensor[] = [];
  let value = input;
  try {
    for (const run of steps) {
      const step = run(value);
      pullbacks.push(step);
      if (value !== input) value.dispose();
      value = step.value;
      logDets.push(step.logDet);
    }
  } catch (error) {
    free();
    dispose([...logDets, ...(value === input ? [] : [value])]);
    throw error;
  }
  const logDet = addN(logDets);
  for (const each of logDets) each.dispose();
  return createPullback({ value, logDet }, (dValue, dLogDet) => pullAll(pullbacks, dValue, dLogDet), free);
}

function pullAll(pullbacks: readonly Pullback[], dValue: Tensor, dLogDet: Tensor): Gradients {
  const total = new Map<Variable, Tensor>();
  let dx = dValue;
  let dContext: Tensor | undefined;
  let drift: number | undefined;
  try {
    for (const pullback of pullbacks.toReversed()) {
      const step = pullback.pullback(dx, dLogDet);
      if (dx !== dValue) dx.dispose();
      dx = step.dx;
      if (step.dContext) dContext = sumOf(dContext, step.dContext);
      drift = largerDrift(drift, step.drift);
      accumulateGradients(total, step.gradients);
    }
  } catch (error) {
    dispose([...total.values(), ...(dx === dValue ? [] : [dx]), ...(dContext ? [dContext] : [])]);
    throw error;
  }
  return { dx, ...(dContext && { dContext }), gradients: total, ...(drift !== undefined && { drift }) };
}
