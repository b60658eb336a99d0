import type { Flow } from '@flow/models';
import type { Job } from '../jobs/job.ts';

/** One training run: a job, its new flow and the settings that hold. */
export type Run = {
  readonly job: Job;
  readonly model: 'realnvp';
  readonly flow: Flow;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
};

export type RunSettings = {
  readonly model: 'realnvp';
  readonly seed: number;
  readonly epochs: number | undefined;
  readonly batch: number | undefined;
};

/** The job's recipe, with what the command line says instead. */
export function createRun(job: Job, { model, seed, epochs, batch }: RunSettings): Run {
  return {
    job,
    model,
    flow: job.createFlow(seed),
    seed,
    epochs: epochs ?? job.recipe.training.epochs,
    batchSize: batch ?? job.recipe.training.batchSize,
  };
}
