import { UsageError } from '../usage-error.ts';
import { digitsJob } from './digits.ts';
import { imageJob } from './image-job.ts';
import type { DatasetName, Job, ModelName } from './job.ts';
import { moonsJob } from './moons.ts';
import { type PictureDatasetName, readPictures } from './picture-data.ts';

export type JobChoice = {
  readonly dataset: DatasetName;
  readonly model: ModelName | undefined;
  /** Where the data lie, for those that are inside the package in part or not at all. */
  readonly data: string | undefined;
  /** One model of each class; default false. */
  readonly classes?: boolean;
  /** Of a value of a pixel; default 8. */
  readonly bits?: number | undefined;
  /** Side of pictures of one's own, in pixels. */
  readonly size?: number | undefined;
};

/** What pictures show, in the plural, and the temperature of the samples beside them: emoji fade below 1. */
const SHOWN: {
  readonly [name in PictureDatasetName]: { readonly noun: string; readonly temperature: number };
} = {
  'fashion-mnist': { noun: 'pictures', temperature: 0.7 },
  emoji: { noun: 'emoji', temperature: 1 },
  pictures: { noun: 'pictures', temperature: 0.9 },
};

/** @throws UsageError where no such model is made for such data */
export async function createJob({ model, ...choice }: JobChoice): Promise<Job> {
  const { dataset, data, size, classes = false, bits = 8 } = choice;
  checkChoice(choice);
  switch (dataset) {
    case 'fashion-mnist':
    case 'emoji':
    case 'pictures': {
      const whole = await readPictures({ dataset, data, size });
      return imageJob(whole, { dataset, model, classes, bits, ...SHOWN[dataset] });
    }
    case 'digits':
    case 'moons':
      if (model === 'glow') throw new UsageError(`--model glow is not made for ${dataset}: realnvp`);
      return dataset === 'digits' ? digitsJob() : moonsJob();
  }
}

/** @throws UsageError for what such data do not have */
function checkChoice({ dataset, data, size, classes = false, bits }: Omit<JobChoice, 'model'>): void {
  const isWhole = dataset !== 'fashion-mnist' && dataset !== 'pictures';
  if (data !== undefined && isWhole) {
    throw new UsageError(`--data is for fashion-mnist and pictures; ${dataset} is whole without it`);
  }
  if (size !== undefined && dataset !== 'pictures') {
    throw new UsageError(`--size is for pictures; those of ${dataset} have theirs`);
  }
  if (dataset !== 'digits' && dataset !== 'moons') return;
  if (classes) throw new UsageError('--classes is for fashion-mnist, emoji and pictures');
  if (bits !== undefined) throw new UsageError('--bits is for fashion-mnist, emoji and pictures');
}
