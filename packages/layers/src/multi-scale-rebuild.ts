import { concat, dispose, slice, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { NamedLayer, RebuiltGradients } from './bijector.ts';
import { largerDrift } from './drift.ts';
import { within } from './layer-path.ts';
import type { MultiScaleParts, Route } from './multi-scale-pass.ts';
import { accumulateGradients, sumOf } from './pullback.ts';

/**
 * Values and their gradients on the way back, one part after the other: nothing is held but what the part at work needs.
 * Both take the same way, so they travel as one batch, the gradients behind the values.
 *
 * @param back the way against the direction whose value `z` is
 */
export function rebuildParts(
  back: Route,
  parts: MultiScaleParts,
  z: Tensor,
  dValue: Tensor,
  run: (part: NamedLayer, value: Tensor, d: Tensor) => RebuiltGradients,
): RebuiltGradients {
  const gradients = new Map<Variable, Tensor>();
  let dContext: Tensor | undefined;
  let drift: number | undefined;
  const joined = concat([z, dValue], 0);
  try {
    const whole = back(parts, joined, (part, both) => {
      const [value, d] = halves(both);
      try {
        const step = within(part.segment, () => run(part, value, d));
        drift = largerDrift(drift, step.drift);
        if (step.dContext) dContext = sumOf(dContext, step.dContext);
        accumulateGradients(gradients, step.gradients);
        const moved = concat([step.input, step.dx], 0);
        dispose([step.input, step.dx]);
        return moved;
      } finally {
        dispose([value, d]);
      }
    });
    const [input, dx] = halves(whole);
    dispose(whole);
    return {
      input,
      dx,
      ...(dContext && { dContext }),
      gradients,
      ...(drift !== undefined && { drift }),
    };
  } catch (error) {
    dispose([...gradients.values(), ...(dContext ? [dContext] : [])]);
    throw error;
  } finally {
    dispose(joined);
  }
}

function halves(both: Tensor): [Tensor, Tensor] {
  const batch = (both.shape[0] as number) / 2;
  return [slice(both, [0], [batch]), slice(both, [batch], [batch])];
}
