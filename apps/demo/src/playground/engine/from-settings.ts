import { type Flow, realNVP } from '@flow/models';
import { adam, cosineDecay, type FitOptions } from '@flow/train';
import type { RunSettings } from './run-settings.ts';

/** The flow that settings describe, with its first weights. */
export function buildFlow({ couplings, width, depth, mixing, activation, actNorm, seed }: RunSettings): Flow {
  return realNVP({
    features: 2,
    couplings,
    hidden: Array.from({ length: depth }, () => width),
    mixing,
    activation,
    actNorm: actNorm === 'on',
    data: { features: 2, names: ['x', 'y'] },
    seed,
  });
}

/** How settings train it. */
export function fitOptions(settings: RunSettings): FitOptions {
  const { learningRate, weightDecay, schedule, warmup, clipNorm, steps, seed } = settings;
  return {
    epochs: 1,
    maxSteps: steps,
    optimizer: adam({ learningRate, weightDecay }),
    warmupSteps: warmup,
    clipNorm,
    ...(schedule === 'cosine' && { schedule: cosineDecay }),
    seed,
  };
}
