import type { RealNvpOptions } from '@flow/models';
import { cosineDecay, type FitOptions } from '@flow/train';
import type { Length } from './job.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

/** How the two moons model is built and trained. */
export const moonsRecipe = {
  model: { couplings: 8, hidden: [64, 64] } satisfies Partial<RealNvpOptions>,
  /** Rows drawn from the density for each part; always the same ones. */
  rows: { train: 24_000, validation: 2000, test: 5000 },
  optimizer: { kind: 'adam', learningRate: 3e-3 } satisfies OptimizerSettings,
  training: {
    // Down to 0: the thin arcs need small steps at the end.
    schedule: cosineDecay,
    batchSize: 256,
  } satisfies FitOptions,
  length: { epochs: 20 } satisfies Length,
};
