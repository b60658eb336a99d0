import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Call, NamedLayer, Pullback, RebuiltGradients } from './bijector.ts';
import { driftBetween, largerDrift } from './drift.ts';
import { type MultiScaleParts, type Route, runParts } from './multi-scale-pass.ts';
import { rebuildParts } from './multi-scale-rebuild.ts';
import { createPullback } from './pullback.ts';
import { isRebuilt } from './rebuilt.ts';
import { keepShare } from './share.ts';

/** A part that cannot be rebuilt: its way back, what it was given and what it made of it. */
type Stored = { readonly pullback: Pullback; readonly input: Tensor; readonly output: Tensor };

/**
 * The pullback of a multi-scale flow that holds its value, and of its parts only those that need to be stored.
 *
 * @param parts each goes along `there` by its inverse: turned ones, where that is the way from the latent
 */
export function recomputeParts(
  [there, back]: readonly [Route, Route],
  parts: MultiScaleParts,
  x: Tensor,
  call: Call,
): Pullback {
  const stored = new Map<NamedLayer, Stored>();
  const held: Tensor[] = [keepShare(x)];
  const free = () => {
    for (const { pullback, input, output } of stored.values()) {
      pullback.dispose();
      dispose([input, output]);
    }
    dispose(held);
  };
  const run = (part: NamedLayer, at: Tensor) => {
    if (isRebuilt(part.layer)) return part.layer.inverse(at, call);
    const pullback = part.layer.inversePullback(at, call);
    stored.set(part, { pullback, input: keepShare(at), output: keepShare(pullback.value) });
    return pullback;
  };
  try {
    const result = runParts(there, parts, x, run);
    held.push(keepShare(result.value));
    const [given, z] = held as [Tensor, Tensor];
    return createPullback(
      result,
      (dValue, dLogDet) => {
        const { input, ...rest } = rebuildParts(back, parts, z, dValue, (part, value, d) => {
          const known = stored.get(part);
          return known
            ? fromStored(known, value, d, dLogDet)
            : part.layer.pullbackFromOutput(value, d, dLogDet, call);
        });
        const drift = largerDrift(rest.drift, driftBetween(input, given)) as number;
        input.dispose();
        return { ...rest, drift };
      },
      free,
    );
  } catch (error) {
    free();
    throw error;
  }
}

/** Goes on with what the part was given: what was rebuilt up to here has drifted, and is measured. */
function fromStored(
  { pullback, input, output }: Stored,
  value: Tensor,
  d: Tensor,
  dLogDet: Tensor,
): RebuiltGradients {
  const back = pullback.pullback(d, dLogDet);
  const drift = largerDrift(back.drift, driftBetween(value, output)) as number;
  return { ...back, input: keepShare(input), drift };
}
