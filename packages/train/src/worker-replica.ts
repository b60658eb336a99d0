import { createGradientStore, FlowError, readFlat, writeFlat } from '@flow/backend';
import { type Flow, loadFlow } from '@flow/models';
import type { Variable } from '@tensorflow/tfjs-core';
import type { JointGradients } from './join-gradients.ts';
import { differentiateShards } from './split-batch.ts';
import { gradientOf } from './train-step.ts';
import {
  type LoadMessage,
  type StepAnswer,
  type StepBuffers,
  type StepMessage,
  transferable,
} from './worker-messages.ts';

/** A worker's copy of the flow that is trained. */
export type Replica = {
  step(message: StepMessage): { readonly answer: StepAnswer; readonly transfer: ArrayBuffer[] };
};

/** A trained parameter here; one that several layers share is several variables in a flow that was saved and loaded. */
type Slot = {
  readonly path: string;
  readonly variables: readonly [Variable, ...Variable[]];
  readonly from: number;
  readonly to: number;
};

/** @throws what `loadFlow` throws */
export function createReplica({ model, slots: places, buffers: shared }: LoadMessage): Replica {
  const flow = loadNamed(model);
  const slots = slotsOf(flow, places);
  const firsts = slots.map(({ variables: [first] }) => first);
  const store = createGradientStore();
  return {
    step({ shards, buffers: lent, ...settings }) {
      const buffers = lent ?? (shared as StepBuffers);
      writeFlat(firsts, buffers.weights);
      for (const { variables, from, to } of slots)
        for (const twin of variables.slice(1)) writeFlat([twin], buffers.weights.subarray(from, to));
      const result = differentiateShards(flow, shards, { ...settings, gradients: store });
      const back = lent && { buffers: lent };
      const transfer = lent ? transferable(lent) : [];
      if ('skippedAt' in result) {
        const { loss, skippedAt } = result;
        return { answer: { type: 'step', loss, skippedAt, ...back }, transfer };
      }
      collect(slots, result, buffers.gradients);
      const { loss, drift } = result;
      result.dispose();
      return { answer: { type: 'step', loss, ...(drift !== undefined && { drift }), ...back }, transfer };
    },
  };
}

/** Writes the gradients one after the other, the sum where several variables are one parameter. */
function collect(slots: readonly Slot[], { gradients }: JointGradients, flat: Float32Array): void {
  const of = (path: string, variable: Variable) =>
    gradientOf({ path, variable, trainable: true, group: 'weight' }, gradients);
  readFlat(
    slots.map(({ path, variables: [first] }) => of(path, first)),
    flat,
  );
  for (const { path, variables, from } of slots) {
    for (const twin of variables.slice(1)) {
      of(path, twin)
        .dataSync()
        .forEach((value, i) => {
          flat[from + i] = (flat[from + i] as number) + value;
        });
    }
  }
}

function slotsOf(flow: Flow, places: ReadonlyMap<string, number>): Slot[] {
  const grouped: { path: string; variables: [Variable, ...Variable[]] }[] = [];
  for (const { path, variable } of flow.parameters) {
    const place = places.get(path);
    if (place === undefined) continue;
    const known = grouped[place];
    if (known) known.variables.push(variable);
    else grouped[place] = { path, variables: [variable] };
  }
  let to = 0;
  return grouped.map(({ path, variables }) => {
    const from = to;
    to += variables[0].size;
    return { path, variables, from, to };
  });
}

/** A kind that this thread does not know is one that the caller's thread has registered. */
function loadNamed(model: Uint8Array): Flow {
  try {
    return loadFlow(model);
  } catch (error) {
    if (!(error instanceof FlowError) || error.code !== 'unknown-kind') throw error;
    throw new FlowError('unknown-kind', {
      message: `${error.message} Workers know layers of your own where a module registers them: workers: { count, setup: new URL('./layers.js', import.meta.url) }.`,
      cause: error,
    });
  }
}
