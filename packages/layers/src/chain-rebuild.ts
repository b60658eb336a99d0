import { dispose, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Call, NamedLayer, Pullback, RebuiltGradients } from './bijector.ts';
import { compose, composePullbacks } from './chain-pass.ts';
import { driftBetween } from './drift.ts';
import { within } from './layer-path.ts';
import { accumulateGradients, createPullback, sumOf } from './pullback.ts';
import { isRebuilt } from './rebuilt.ts';
import { keepShare } from './share.ts';

/**
 * Values and gradients together from the latent on, one layer after the other: nothing is held but what the layer at
 * work needs.
 *
 * @param parts in the order of `forward`
 */
export function rebuildChain(
  parts: readonly NamedLayer[],
  z: Tensor,
  dValue: Tensor,
  dLogDet: Tensor,
  call: Call,
): RebuiltGradients {
  const gradients = new Map<Variable, Tensor>();
  let [input, dx] = [z, dValue];
  let dContext: Tensor | undefined;
  const forget = () => dispose(input === z ? [] : [input, dx]);
  try {
    for (const { layer, segment } of parts) {
      const step = within(segment, () => tidied(() => layer.pullbackFromOutput(input, dx, dLogDet, call)));
      forget();
      ({ input, dx } = step);
      if (step.dContext) dContext = sumOf(dContext, step.dContext);
      accumulateGradients(gradients, step.gradients);
    }
  } catch (error) {
    forget();
    dispose([...gradients.values(), ...(dContext ? [dContext] : [])]);
    throw error;
  }
  return { input, dx, ...(dContext && { dContext }), gradients };
}

/**
 * The pullback of a chain's inverse that stores no input of a layer that can rebuild it: of each stretch of such layers
 * only the value is held, and its input, which is another one's value. @param parts in the order of `forward`
 */
export function recomputingPullback(parts: readonly NamedLayer[], x: Tensor, call: Call): Pullback {
  const steps = stretchesOf(parts).map((stretch) => (value: Tensor) => {
    const [{ layer, segment }] = stretch;
    return isRebuilt(layer)
      ? stretchPullback(stretch, value, call)
      : within(segment, () => layer.inversePullback(value, call));
  });
  return composePullbacks(steps.toReversed(), x);
}

function stretchPullback(parts: Stretch, x: Tensor, call: Call): Pullback {
  const result = tidy(() =>
    compose(parts.toReversed(), x, call, (layer, value, own) => layer.inverse(value, own)),
  );
  const [given, z] = [keepShare(x), keepShare(result.value)];
  return createPullback(
    result,
    (dValue, dLogDet) => {
      const { input, ...rest } = rebuildChain(parts, z, dValue, dLogDet, call);
      const drift = driftBetween(input, given);
      input.dispose();
      return { ...rest, drift };
    },
    () => dispose([given, z]),
  );
}

type Stretch = readonly [NamedLayer, ...NamedLayer[]];

/** Neighbours that are rebuilt stand together, each other layer alone. */
function stretchesOf(parts: readonly NamedLayer[]): Stretch[] {
  const stretches: [NamedLayer, ...NamedLayer[]][] = [];
  for (const part of parts) {
    const last = stretches.at(-1);
    if (last && isRebuilt(last[0].layer) && isRebuilt(part.layer)) last.push(part);
    else stretches.push([part]);
  }
  return stretches;
}

/** Gradients outlive a tidy by themselves; the input is handed out of it. */
function tidied(run: () => RebuiltGradients): RebuiltGradients {
  let result: RebuiltGradients | undefined;
  tidy(() => {
    result = run();
    return result.input;
  });
  return result as unknown as RebuiltGradients;
}
