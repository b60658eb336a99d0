import { init, readFlat } from '@flow/backend';
import type { Flow } from '@flow/models';
import { isNode } from './in-node.ts';
import type { JointGradients } from './join-gradients.ts';
import { type GradientPart, joinParts } from './join-parts.ts';
import { differentiateShards, type Shard, splitBatch, weightOfShards } from './split-batch.ts';
import type { GradientSettings, LostStep } from './train-step.ts';
import { trainedParameters } from './trained-parameters.ts';
import type { Batch } from './training-data.ts';
import { type Mate, startMate } from './worker-mate.ts';
import type { StepBuffers } from './worker-messages.ts';
import type { WorkerOptions } from './worker-options.ts';

/** The threads of a run: this one, which is the first, and the others. */
export type Team = {
  /** Starts the others. @returns when all have a backend, or the signal is aborted @throws worker-failed */
  start(signal: AbortSignal | undefined): Promise<void>;
  /**
   * Loss and gradients of batches, as `differentiate` gives them, of which each thread has its part.
   *
   * @throws worker-failed
   */
  differentiate(batches: readonly Batch[], settings: GradientSettings): Promise<JointGradients | LostStep>;
  /** Ends the others. */
  close(): Promise<void>;
};

/** @param sharesMemory whether threads can see the same memory; otherwise buffers go to and fro */
export function createTeam(flow: Flow, options: WorkerOptions, sharesMemory = canShareMemory()): Team {
  const { count } = options;
  const trained = trainedParameters(flow);
  const variables = trained.map(({ variable }) => variable);
  const mates: Mate[] = [];
  let shared: StepBuffers['weights'] | undefined;
  const load = () => {
    const size = variables.reduce((sum, variable) => sum + variable.size, 0);
    const array = () =>
      sharesMemory ? new Float32Array(new SharedArrayBuffer(4 * size)) : new Float32Array(size);
    const copy = { model: flow.save(), slots: placesOf(flow) };
    const weights = array();
    for (const mate of mates) {
      mate.load(copy, { weights: sharesMemory ? weights : array(), gradients: array() });
    }
    return weights;
  };
  return {
    async start(signal) {
      const { kernels, vectorBits } = await init();
      const backend = { reproducible: kernels === 'portable', wideVectors: vectorBits === 256 };
      for (let i = 1; i < count && !signal?.aborted; i++)
        mates.push(await startMate(options, `Worker ${i + 1} of ${count}`));
      const bootAll = async () => {
        // One by one: backends set flags of the process while they compile, and choose kernels by the clock.
        for (const mate of mates) await mate.boot(backend);
      };
      await untilAborted(bootAll(), signal);
    },
    async differentiate(batches, settings) {
      shared ??= load();
      if (sharesMemory) readFlat(variables, shared);
      const split = batches.map((batch) => splitBatch(flow, batch, count));
      const shardsOf = (worker: number): Shard[] =>
        split.flatMap((parts) => parts[worker] ?? []).filter(({ rows }) => rows.length > 0);
      const asked = mates
        .map((mate, i) => ({ mate, shards: shardsOf(i + 1) }))
        .filter(({ shards }) => shards.length > 0);
      for (const { mate, shards } of asked)
        mate.ask(shards, settings, (weights) => readFlat(variables, weights));
      const own = differentiateShards(flow, shardsOf(0), settings);
      try {
        const parts = await Promise.all(
          asked.map(async ({ mate, shards }): Promise<GradientPart> => {
            const { answer, gradients } = await mate.hear();
            return { ...answer, gradients, weight: weightOfShards(shards) };
          }),
        );
        return joinParts(trained, own, weightOfShards(shardsOf(0)), parts);
      } catch (error) {
        if ('dispose' in own) own.dispose();
        throw error;
      }
    },
    async close() {
      await Promise.all(mates.map((mate) => mate.close()));
    },
  };
}

/** Places of the trained parameters; one that several layers share has one place and several paths. */
function placesOf(flow: Flow): Map<string, number> {
  const places = new Map(trainedParameters(flow).map(({ variable }, i) => [variable, i]));
  return new Map(
    flow.parameters.flatMap(({ path, variable }) => {
      const place = places.get(variable);
      return place === undefined ? [] : [[path, place] as const];
    }),
  );
}

function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === 'function' && (isNode() || globalThis.crossOriginIsolated);
}

async function untilAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await work);
  const listening = new AbortController();
  work.catch(() => {});
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { signal: listening.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    listening.abort();
  }
}
