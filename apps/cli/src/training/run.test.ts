import { init } from '@flow/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Job, Length } from '../jobs/job.ts';
import { moonsJob } from '../jobs/moons.ts';
import { createRun } from './run.ts';

// 24,000 rows to train.
let job: Job;
beforeAll(async () => {
  await init();
  const { recipe, ...others } = moonsJob();
  job = { ...others, recipe: { ...recipe, length: { steps: 500, minutes: 5 } } };
});

function lengthOf(given: Length, batch?: number) {
  const { flow, epochs, steps, minutes, batchSize } = createRun(job, { ...given, seed: 0, batch });
  flow.dispose();
  return { epochs, steps, minutes, batchSize };
}

describe('the length of a run', () => {
  it('is the recipe’s where nothing else is said', () => {
    expect(lengthOf({})).toEqual({ epochs: 6, steps: 500, minutes: 5, batchSize: 256 });
  });

  it('is as many epochs as the steps need', () => {
    expect(lengthOf({ steps: 94 })).toMatchObject({ epochs: 1, steps: 94 });
    expect(lengthOf({ steps: 95 })).toMatchObject({ epochs: 2, steps: 95 });
    expect(lengthOf({ steps: 95 }, 24_000)).toMatchObject({ epochs: 95, batchSize: 24_000 });
  });

  it('has no limit of time where steps or epochs are given, unless that is given too', () => {
    expect(lengthOf({ steps: 9 }).minutes).toBeUndefined();
    expect(lengthOf({ epochs: 9 })).toMatchObject({ epochs: 9, steps: undefined, minutes: undefined });
    expect(lengthOf({ epochs: 9, minutes: 1 })).toMatchObject({ epochs: 9, minutes: 1 });
    expect(lengthOf({ epochs: 2, steps: 7 })).toMatchObject({ epochs: 2, steps: 7 });
    expect(lengthOf({ minutes: 1 })).toMatchObject({ steps: 500, minutes: 1 });
  });
});
