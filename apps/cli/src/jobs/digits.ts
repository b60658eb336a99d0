import { digits } from '@flow/datasets';
import { digitsRecipe } from './digits-recipe.ts';
import { flatPictureModel } from './flat-picture-model.ts';
import type { Job } from './job.ts';
import { pictureJob } from './picture-job.ts';

/** RealNVP on 8×8 handwritten digits. */
export async function digitsJob(): Promise<Job> {
  const data = await digits();
  return pictureJob({
    dataset: 'digits',
    model: 'realnvp',
    noun: 'digits',
    data,
    recipe: digitsRecipe,
    temperature: 1,
    createFlow: (seed) => flatPictureModel(seed, data.train, digitsRecipe),
  });
}
