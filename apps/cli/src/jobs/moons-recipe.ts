import type { RealNvpOptions } from '@flow/models';
import type { AdamOptions, FitOptions } from '@flow/train';

/** How the two moons model is built and trained. */
export const moonsRecipe = {
  model: { couplings: 8, hidden: [64, 64] } satisfies Partial<RealNvpOptions>,
  /** Rows drawn from the density for each part; always the same ones. */
  rows: { train: 24_000, validation: 2000, test: 5000 },
  adam: { learningRate: 3e-3 } satisfies AdamOptions,
  training: {
    /** Half a cosine, down to 0: the thin arcs need small steps at the end. */
    schedule: (step, steps = 1) => 0.5 * (1 + Math.cos((Math.PI * step) / steps)),
    batchSize: 256,
    epochs: 20,
  } satisfies FitOptions,
};
