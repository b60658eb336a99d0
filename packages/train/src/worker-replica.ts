import { createGradientStore, FlowError, readFlat } from '@flow/backend';
import { type Flow, loadFlow } from '@flow/models';
import type { JointGradients } from './join-gradients.ts';
import { gradientsOf, slotsOf, writeSlots } from './replica-slots.ts';
import { differentiateShards } from './split-batch.ts';
import type { LostStep } from './train-step.ts';
import {
  type LoadMessage,
  type Reply,
  type ShareMessage,
  type StepAnswer,
  type StepBuffers,
  type StepMessage,
  transferable,
} from './worker-messages.ts';
import { createWorkerShare } from './worker-share.ts';

/** A worker's copy of the flow that is trained. */
export type Replica = { answer(message: StepMessage | ShareMessage): Reply };

/** @throws what `loadFlow` throws */
export function createReplica({ model, slots: places, buffers: shared, share }: LoadMessage): Replica {
  const flow = loadNamed(model);
  const slots = slotsOf(flow, places);
  const store = createGradientStore();
  if (share) return createWorkerShare(flow, slots, share, store);
  return {
    answer(message) {
      const { shards, buffers: lent, ...settings } = message as StepMessage;
      const buffers = lent ?? (shared as StepBuffers);
      writeSlots(slots, buffers.weights);
      const result = differentiateShards(flow, shards, { ...settings, gradients: store });
      if (!('skippedAt' in result)) {
        const { tensors, dispose } = gradientsOf(slots, result);
        readFlat(tensors, buffers.gradients);
        dispose();
        result.dispose();
      }
      return {
        answer: { ...stepAnswer(result), ...(lent && { buffers: lent }) },
        transfer: lent ? transferable(lent) : [],
      };
    },
  };
}

export function stepAnswer(result: JointGradients | LostStep): StepAnswer {
  const { loss, drift } = result;
  if ('skippedAt' in result) return { type: 'step', loss, skippedAt: result.skippedAt };
  return { type: 'step', loss, ...(drift !== undefined && { drift }) };
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
