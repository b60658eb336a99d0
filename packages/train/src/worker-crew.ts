import type { Parameter } from '@flow/backend';
import type { Flow } from '@flow/models';
import type { Variable } from '@tensorflow/tfjs-core';
import type { JointGradients } from './join-gradients.ts';
import { type Shard, splitBatch } from './split-batch.ts';
import type { GradientSettings, LostStep } from './train-step.ts';
import { trainedParameters } from './trained-parameters.ts';
import type { Batch } from './training-data.ts';
import type { Mate } from './worker-mate.ts';
import type { LoadMessage } from './worker-messages.ts';

/** The flow that is trained and the threads that do it: this one, which is the first, and the others. */
export type Crew = {
  readonly flow: Flow;
  readonly trained: readonly Parameter[];
  readonly variables: readonly Variable[];
  readonly mates: readonly Mate[];
};

/** How a crew takes its steps. */
export type CrewSteps = {
  /**
   * Loss and gradients of batches, as `differentiate` gives them, of which each thread has its part.
   *
   * @throws worker-failed
   */
  differentiate(batches: readonly Batch[], settings: GradientSettings): Promise<JointGradients | LostStep>;
  /** Brings this thread's optimizer the running values that others keep. @throws worker-failed */
  gather(): Promise<void>;
};

export function createCrew(flow: Flow, mates: readonly Mate[]): Crew {
  const trained = trainedParameters(flow);
  return { flow, trained, variables: trained.map(({ variable }) => variable), mates };
}

/** What a worker makes its copy of the flow of. */
export function copyOfFlow({ flow, trained }: Crew): Pick<LoadMessage, 'model' | 'slots'> {
  // One that several layers share has one place and several paths.
  const places = new Map(trained.map(({ variable }, i) => [variable, i]));
  const slots = new Map(
    flow.parameters.flatMap(({ path, variable }) => {
      const place = places.get(variable);
      return place === undefined ? [] : [[path, place] as const];
    }),
  );
  return { model: flow.save(), slots };
}

/** Each thread's rows of a step. */
export function shareOut({ flow, mates }: Crew, batches: readonly Batch[]): Shard[][] {
  const split = batches.map((batch) => splitBatch(flow, batch, mates.length + 1));
  return Array.from({ length: mates.length + 1 }, (_, worker) =>
    split.flatMap((parts) => parts[worker] ?? []).filter(({ rows }) => rows.length > 0),
  );
}

/** Memory that all threads of a crew can see. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
