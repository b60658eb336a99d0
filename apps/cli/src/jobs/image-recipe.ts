import type { GlowOptions, RealNvpImageOptions } from '@flow/models';
import { cosineDecay, type FitOptions } from '@flow/train';
import type { Length } from './job.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

/** How pictures are learned in minutes: with larger steps than in a run of days, and smaller ones towards the end. */
const briefTraining = {
  optimizer: { kind: 'adam', learningRate: 5e-3 } satisfies OptimizerSettings,
  training: {
    schedule: cosineDecay,
    warmupSteps: 50,
    clipNorm: 50,
    batchSize: 32,
  } satisfies FitOptions,
};

/** How the shipped Glow is built and trained; the same for clothes, emoji and pictures of one's own. */
export const glowRecipe = {
  // Bounded scales: those of the released code overflow in early samples, those of the paper in early steps.
  model: {
    levels: 3,
    steps: 8,
    hidden: 64,
    coupling: 'affine',
    logScale: 'bounded',
  } satisfies Partial<GlowOptions>,
  ...briefTraining,
  length: { steps: 1500, minutes: 5 } satisfies Length,
};

/** RealNVP on pictures, of a size that a few minutes train. */
export const realNvpRecipe = {
  model: { scales: 2, blocks: 2, channels: 16 } satisfies Partial<RealNvpImageOptions>,
  ...briefTraining,
  // As many steps as go into four minutes; its figures and pictures take the fifth that a person waits.
  length: { steps: 400, minutes: 4 } satisfies Length,
};
