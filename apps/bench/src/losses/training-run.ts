import { heldOutRows, trainingRows } from '../workload-data.ts';
import type { Workload } from '../workloads.ts';

/** One training, the same whoever runs it: each step sees rows of its own. */
export type TrainingRun = {
  readonly workload: Workload;
  readonly batch: number;
  readonly steps: number;
  /** Of the data; the networks start from the seed after it. */
  readonly seed: number;
};

export type TrainingResult = {
  /** Mean −log p of each step's batch before the step, nats. */
  readonly losses: readonly number[];
  /** Mean −log p of rows that no step saw, after the last step, nats. */
  readonly heldOut: number;
};

const HELD_OUT = 16_384;

/** Start of the networks. */
export function weightSeed({ seed }: TrainingRun): number {
  return seed + 1;
}

export function* batchesOf({ workload, batch, steps, seed }: TrainingRun): Generator<Float32Array> {
  const rows = trainingRows(workload, steps * batch, seed);
  const size = batch * workload.features;
  for (let step = 0; step < steps; step++) yield rows.slice(step * size, (step + 1) * size);
}

/** Rows to judge by, and how many they are. */
export function heldOut({ workload, seed }: TrainingRun) {
  return { rows: heldOutRows(workload, HELD_OUT, seed), count: HELD_OUT };
}

/** −mean. */
export function nllOf(logProbs: ArrayLike<number>): number {
  return -Array.from(logProbs).reduce((sum, logProb) => sum + logProb, 0) / logProbs.length;
}
