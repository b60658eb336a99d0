import type { RealNvpOptions } from '@flow/models';
import type { FitOptions } from '@flow/train';
import type { Length } from './job.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

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
  optimizer: { kind: 'adam', learningRate: 1e-3, weightDecay: 1 } satisfies OptimizerSettings,
  training: { batchSize: 128, patience: 20 } satisfies FitOptions,
  length: { epochs: 60 } satisfies Length,
};
