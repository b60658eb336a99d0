import type { Flow } from '@flow/models';
import type { Job, Length, Recipe } from '../jobs/job.ts';

/** One training run: a job, its new flow and the settings that hold. */
export type Run = {
  readonly job: Job;
  readonly flow: Flow;
  readonly seed: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Threads that share a step; undefined where it is one. */
  readonly workers: number | undefined;
  /** Steps at most; undefined where the epochs alone decide. */
  readonly steps: number | undefined;
  /** Minutes of the whole command at most. */
  readonly minutes: number | undefined;
};

export type RunSettings = Length & {
  readonly seed: number;
  readonly batch: number | undefined;
  readonly workers?: number | undefined;
};

/** The job's recipe, with what the command line says instead. */
export function createRun(job: Job, { seed, batch, workers, ...length }: RunSettings): Run {
  const batchSize = batch ?? job.recipe.training.batchSize;
  const { epochs, steps, minutes } = chooseLength(job.recipe, length);
  const stepsAnEpoch = Math.ceil(job.data.train.rows / batchSize);
  return {
    job,
    flow: job.createFlow(seed),
    seed,
    batchSize,
    workers: workers === 1 ? undefined : workers,
    epochs: epochs ?? Math.ceil((steps ?? stepsAnEpoch) / stepsAnEpoch),
    steps,
    minutes,
  };
}

/** Who says how many steps or epochs gets them, however long they take; `--minutes` holds beside either. */
function chooseLength({ length }: Recipe, { epochs, steps, minutes }: Length): Length {
  const isGiven = epochs !== undefined || steps !== undefined;
  return isGiven ? { epochs, steps, minutes } : { ...length, minutes: minutes ?? length.minutes };
}
