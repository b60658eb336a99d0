import { UsageError } from '../usage-error.ts';
import { digitsJob } from './digits.ts';
import { flatFashionJob, glowFashionJob } from './fashion-mnist.ts';
import type { DatasetName, Job, ModelName } from './job.ts';
import { moonsJob } from './moons.ts';

export type JobChoice = {
  readonly dataset: DatasetName;
  readonly model: ModelName | undefined;
  /** Where the whole data set lies, for those that are inside the package in part. */
  readonly data: string | undefined;
};

type Jobs = { readonly [model in ModelName]?: (folder: string | undefined) => Job | Promise<Job> };

/** What can be trained on what; the first model of each is its default. */
const JOBS: { readonly [dataset in DatasetName]: Jobs } = {
  'fashion-mnist': { glow: glowFashionJob, realnvp: flatFashionJob },
  digits: { realnvp: digitsJob },
  moons: { realnvp: moonsJob },
};

/** @throws UsageError where no such model is made for such data */
export async function createJob({ dataset, model, data }: JobChoice): Promise<Job> {
  const jobs = JOBS[dataset];
  const name = model ?? (Object.keys(jobs)[0] as ModelName);
  const create = jobs[name];
  if (create === undefined) {
    throw new UsageError(`--model ${name} is not made for ${dataset}: ${Object.keys(jobs).join(' or ')}`);
  }
  if (data !== undefined && dataset !== 'fashion-mnist') {
    throw new UsageError(`--data is for fashion-mnist; ${dataset} is whole without it`);
  }
  return create(data);
}
