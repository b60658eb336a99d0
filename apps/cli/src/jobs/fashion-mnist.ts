import { type Dataset, fashionMnist, padImages, type Split, selectRows } from '@flow/datasets';
import { glow } from '@flow/models';
import { flatFashionRecipe, glowFashionRecipe } from './fashion-mnist-recipe.ts';
import { flatPictureModel } from './flat-picture-model.ts';
import type { Job } from './job.ts';
import { pictureJob } from './picture-job.ts';

/** Sides that can be halved five times. */
const SIDE = 32;
/** Of the test pictures so many are scored, the first ones, and as many watched while the model trains. */
const SCORED = 1000;

/** Glow on pictures of clothes. */
export async function glowFashionJob(folder: string | undefined): Promise<Job> {
  const data = await paddedClothes(folder);
  return pictureJob({
    dataset: 'fashion-mnist',
    model: 'glow',
    noun: 'pictures',
    data,
    recipe: glowFashionRecipe,
    temperature: 0.7,
    createFlow: (seed) => glow({ shape: [SIDE, SIDE, 1], ...glowFashionRecipe.model, seed }),
  });
}

/** RealNVP on pictures of clothes as rows of 1,024 pixels. */
export async function flatFashionJob(folder: string | undefined): Promise<Job> {
  const data = await paddedClothes(folder);
  return pictureJob({
    dataset: 'fashion-mnist',
    model: 'realnvp',
    noun: 'pictures',
    data,
    recipe: flatFashionRecipe,
    temperature: 0.7,
    createFlow: (seed) => flatPictureModel(seed, data.train, flatFashionRecipe),
  });
}

async function paddedClothes(folder: string | undefined): Promise<Split> {
  const { train, test } = await fashionMnist({ ...(folder !== undefined && { folder }) });
  const rows = Math.min(SCORED, Math.floor(test.rows / 2));
  const part = (from: number) =>
    selectRows(
      test,
      Int32Array.from({ length: rows }, (_, i) => from + i),
    );
  return { train: padded(train), validation: padded(part(rows)), test: padded(part(0)) };
}

const padded = (pictures: Dataset) => padImages(pictures, { height: SIDE, width: SIDE });
