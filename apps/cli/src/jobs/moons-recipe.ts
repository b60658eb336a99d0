import type { RealNvpOptions } from '@flow/models';
import type { FitOptions } from '@flow/train';

/** How the two moons model is built and trained. */
export const moonsRecipe = {
  model: { couplings: 8, hidden: [64, 64] } satisfies Partial<RealNvpOptions>,
  /** Rows drawn from the density for each part; always the same ones. */
  rows: { train: 8000, validation: 2000, test: 5000 },
  training: { learningRate: 1e-3, batchSize: 256, epochs: 40 } satisfies FitOptions,
};
