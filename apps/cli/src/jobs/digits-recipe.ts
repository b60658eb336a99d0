import type { RealNvpOptions } from '@flow/models';
import type { AdamOptions, FitOptions } from '@flow/train';

/** How the shipped digits model is built and trained; all of it is one `realNVP()` and one `fit()`. */
export const digitsRecipe = {
  model: {
    couplings: 12,
    hidden: [128, 128],
    actNorm: true,
    mixing: 'shuffle',
  } satisfies Partial<RealNvpOptions>,
  /** Margin of the logit that takes (0, 1) to the whole line. */
  logitAlpha: 0.01,
  // Small networks and decay: 1,400 rows are soon learned by heart.
  adam: { learningRate: 1e-3, weightDecay: 1 } satisfies AdamOptions,
  training: { batchSize: 128, epochs: 60, patience: 20 } satisfies FitOptions,
};
