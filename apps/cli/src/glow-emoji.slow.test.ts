import { init } from '@flow/datasets';
import { evaluate, fit } from '@flow/train';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baselinesOf } from './jobs/baselines.ts';
import { createJob } from './jobs/create-job.ts';
import type { Job } from './jobs/job.ts';
import { createOptimizer } from './jobs/optimizer-settings.ts';
import { flowRows } from './training/flow-rows.ts';

/** A tenth of the steps whose figures stand in the README; the schedule ends with them. */
const STEPS = 200;

let job: Job;
let flow: ReturnType<Job['createFlow']>;
beforeAll(async () => {
  await init();
  job = await createJob({ dataset: 'emoji', model: 'glow', data: undefined });
  flow = job.createFlow(0);
});
afterAll(() => flow.dispose());

it('Glow on emoji: no step that is not finite, and bits/dim far below those of Gaussians', async () => {
  const { train, validation, test } = job.data;
  const report = await fit(flow, train.values, {
    ...job.recipe.training,
    optimizer: createOptimizer(job.recipe.optimizer),
    maxSteps: STEPS,
    epochs: Math.ceil((STEPS * job.recipe.training.batchSize) / train.rows),
    validation: validation.values,
    seed: 0,
  });
  expect(report).toMatchObject({ stopped: 'finished', steps: STEPS, nonFiniteSteps: 0 });
  const { bitsPerDim = Number.NaN, bitsPerDimStandardError = Number.NaN } = evaluate(
    flow,
    flowRows(flow, test),
  );
  const { diagonal, pca } = baselinesOf(job.data);
  console.log(
    `emoji, ${STEPS} steps: ${bitsPerDim.toFixed(3)} ± ${bitsPerDimStandardError.toFixed(3)} bits/dim; Gaussians ${diagonal.mean.toFixed(3)} and ${pca.mean.toFixed(3)}`,
  );
  expect(bitsPerDim).toBeLessThan(Math.min(diagonal.mean, pca.mean) - 2);
  const samples = flow.sample(16, { seed: 0 });
  expect(samples.every((picture) => picture.every((value) => value >= 0 && value <= 255))).toBe(true);
});
