import type { GlowOptions, RealNvpOptions } from '@flow/models';
import { cosineDecay, type FitOptions } from '@flow/train';
import type { Length } from './job.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

/**
 * How the shipped Glow is built and trained: in minutes, so with larger steps than a run of days, and smaller ones
 * towards the end.
 */
export const glowFashionRecipe = {
  // Bounded scales: those of the released code overflow in early samples, those of the paper in early steps.
  model: {
    levels: 3,
    steps: 8,
    hidden: 64,
    coupling: 'affine',
    logScale: 'bounded',
  } satisfies Partial<GlowOptions>,
  optimizer: { kind: 'adam', learningRate: 5e-3 } satisfies OptimizerSettings,
  training: {
    schedule: cosineDecay,
    warmupSteps: 50,
    clipNorm: 50,
    batchSize: 32,
  } satisfies FitOptions,
  length: { steps: 1500, minutes: 5 } satisfies Length,
};

/** A flat RealNVP on the same pictures, to compare with: it does not know which pixels are neighbours. */
export const flatFashionRecipe = {
  model: {
    couplings: 8,
    hidden: [256, 256],
    actNorm: true,
    mixing: 'shuffle',
  } satisfies Partial<RealNvpOptions>,
  /** Margin of the logit that takes (0, 1) to the whole line. */
  logitAlpha: 0.01,
  optimizer: { kind: 'adam', learningRate: 1e-3 } satisfies OptimizerSettings,
  training: {
    schedule: cosineDecay,
    warmupSteps: 100,
    clipNorm: 50,
    batchSize: 32,
  } satisfies FitOptions,
  length: { steps: 1500, minutes: 5 } satisfies Length,
};
