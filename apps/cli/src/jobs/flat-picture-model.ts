import type { Dataset } from '@flow/datasets';
import { logit, uniformDequantise } from '@flow/layers';
import { type Flow, type RealNvpOptions, realNVP } from '@flow/models';

type FlatPictureRecipe = {
  readonly model: Omit<RealNvpOptions, 'features'>;
  /** Margin of the logit that takes (0, 1) to the whole line. */
  readonly logitAlpha: number;
};

/** RealNVP for pictures on integer levels: made continuous by uniform noise, unbounded by a logit. */
export function flatPictureModel(
  seed: number,
  { schema }: Dataset,
  { model, logitAlpha }: FlatPictureRecipe,
): Flow {
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
