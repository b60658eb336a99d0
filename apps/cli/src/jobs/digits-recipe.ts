import type { RealNvpOptions } from '@flow/models';
import type { AdamOptions, FitOptions } from '@flow/train';

/** How the shipped digits model is built and trained; all of it is one `realNVP()` and one `fit()`. */
export const digitsRecipe = {
  model: { couplings: 8, hidden: [128, 128] } satisfies Partial<RealNvpOptions>,
  /** Margin of the logit that takes (0, 1) to the whole line. */
  logitAlpha: 0.01,
  adam: { learningRate: 1e-3 } satisfies AdamOptions,
  training: { batchSize: 128, epochs: 60 } satisfies FitOptions,
};
