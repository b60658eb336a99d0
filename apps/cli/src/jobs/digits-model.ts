import type { Dataset } from '@flow/datasets';
import { logit, uniformDequantise } from '@flow/layers';
import { type Flow, realNVP } from '@flow/models';
import { digitsRecipe } from './digits-recipe.ts';

/** RealNVP for pictures on integer levels: made continuous by uniform noise, unbounded by a logit. */
export function digitsModel(seed: number, { schema }: Dataset): Flow {
  const { model, logitAlpha } = digitsRecipe;
  const shape = [schema.features];
  const levels = schema.quantization?.levels ?? 2;
  return realNVP({
    features: schema.features,
    ...model,
    preprocessing: [logit({ shape, alpha: logitAlpha }), uniformDequantise({ shape, levels })],
    data: schema,
    seed,
  });
}
