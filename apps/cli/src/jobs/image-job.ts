import type { Split } from '@flow/datasets';
import { type Flow, glow, realNVPImage } from '@flow/models';
import { UsageError } from '../usage-error.ts';
import { glowRecipe, realNvpRecipe } from './image-recipe.ts';
import type { DatasetName, Job, ModelName } from './job.ts';
import { withBits } from './picture-data.ts';
import { pictureJob } from './picture-job.ts';

export type ImageChoice = {
  readonly dataset: DatasetName;
  /** Default Glow. */
  readonly model: ModelName | undefined;
  /** Whether the model is one of each class, by a one-hot context. */
  readonly classes: boolean;
  /** Of a value of a pixel. */
  readonly bits: number;
  /** What the pictures show, in the plural. */
  readonly noun: string;
  /** Of the samples beside real pictures. */
  readonly temperature: number;
};

/** A model that knows which pixels are neighbours, on pictures whose sides it can halve. */
export function imageJob(whole: Split, { model = 'glow', classes, bits, ...parts }: ImageChoice): Job {
  const data = withBits(whole, bits);
  const count = classes ? countClasses(data) : undefined;
  const { shape = [] } = data.train.schema;
  const recipe = model === 'glow' ? glowRecipe : realNvpRecipe;
  return pictureJob({
    ...parts,
    model,
    data,
    recipe,
    ...(count !== undefined && { classes: count }),
    createFlow(seed): Flow {
      const own = {
        shape,
        bits,
        seed,
        ...(count !== undefined && ({ classes: count, classesIn: 'everywhere' } as const)),
      };
      return model === 'glow'
        ? glow({ ...glowRecipe.model, ...own })
        : realNVPImage({ ...realNvpRecipe.model, ...own });
    },
  });
}

/** @throws UsageError where the pictures have no classes to tell apart */
function countClasses({ train }: Split): number {
  const count = train.classNames?.length ?? 0;
  if (train.labels !== undefined && count >= 2) return count;
  throw new UsageError(
    '--classes needs pictures of two classes or more: in a folder, each class is a folder',
  );
}
