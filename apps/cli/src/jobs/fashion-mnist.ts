import { fashionMnist, padImages, type Split, selectRows } from '@flow/datasets';
import { glow } from '@flow/models';
import { flatFashionRecipe, glowFashionRecipe } from './fashion-mnist-recipe.ts';
import { flatPictureModel } from './flat-picture-model.ts';
import type { Job } from './job.ts';
import { pictureJob } from './picture-job.ts';

/** Sides that can be halved five times. */
const SIDE = 32;
/** Of the test pictures the first are scored, and the next watched while the model trains. */
const ROWS = { test: 1000, validation: 1000 };

/** Glow on pictures of clothes. */
export async function glowFashionJob(folder: string | undefined): Promise<Job> {
  const data = await paddedClothes(folder);
  return pictureJob({
    dataset: 'fashion-mnist',
    model: 'glow',
    noun: 'pictures',
    data,
    recipe: glowFashionRecipe,
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
    createFlow: (seed) => flatPictureModel(seed, data.train, flatFashionRecipe),
  });
}

async function paddedClothes(folder: string | undefined): Promise<Split> {
  const { train, test } = await fashionMnist({ ...(folder !== undefined && { folder }) });
  const part = (from: number, rows: number) =>
    padded(
      selectRows(
        test,
        Int32Array.from({ length: rows }, (_, i) => from + i),
      ),
    );
  return {
    train: padded(train),
    validation: part(ROWS.test, ROWS.validation),
    test: part(0, ROWS.test),
  };
}

const padded = (pictures: Parameters<typeof padImages>[0]) =>
  padImages(pictures, { height: SIDE, width: SIDE });
