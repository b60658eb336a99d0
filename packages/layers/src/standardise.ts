import { createParameter, FlowError } from '@flow/backend';
import { add, div, log, mul, onesLike, sub, tensor1d, zerosLike } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwisePasses } from './elementwise.ts';
import { checkSize } from './shape.ts';

/**
 * Fixed units of the data: x = z ⊙ std + mean, log|det J_f| = Σ log std. Not trained, saved with the model.
 *
 * @param options by name
 * @param options.mean of each feature, in the data's units
 * @param options.std of each feature, positive
 * @returns a bijector on [batch, mean.length]
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = standardise({ mean: [10], std: [2] });
 * layer.inverse(tensor2d([[14]])).value.arraySync(); // [[2]]
 * ```
 */
export function standardise({
  mean,
  std,
}: {
  readonly mean: ArrayLike<number>;
  readonly std: ArrayLike<number>;
}): Bijector {
  const means = Array.from(mean);
  const stds = Array.from(std);
  checkStatistics(means, stds);
  return buildStandardise(means.length, means, stds);
}

function buildStandardise(features: number, means: readonly number[], stds: readonly number[]): Bijector {
  const shift = createParameter('mean', 'state', [features], () => tensor1d([...means]));
  const scale = createParameter('std', 'state', [features], () => tensor1d([...stds]));
  return defineBijector({
    kind: 'standardise',
    dataShape: [features],
    parameters: [shift, scale],
    ...elementwisePasses({
      forward: (z) => add(mul(z, scale.variable), shift.variable),
      inverse: (x) => div(sub(x, shift.variable), scale.variable),
      logSlope: (z) => mul(onesLike(z), log(scale.variable)),
      logSlopeGradient: zerosLike,
    }),
    config: () => ({ features }),
  });
}

function checkStatistics(means: readonly number[], stds: readonly number[]): void {
  const bad = means.findIndex(
    (center, i) => !Number.isFinite(center) || !(Number(stds[i]) > 0 && Number(stds[i]) < Infinity),
  );
  if (means.length > 0 && means.length === stds.length && bad < 0) return;
  throw new FlowError('invalid-argument', {
    argument: 'mean, std',
    message:
      'Each feature needs a finite mean and a positive standard deviation; drop constant columns or give them 1.',
    received:
      bad < 0
        ? `${means.length} means, ${stds.length} stds`
        : `mean ${means[bad]}, std ${stds[bad]} at ${bad}`,
  });
}

export const standardiseFromConfig: FromConfig<Bijector, BijectorConfig> = (config) =>
  buildStandardise(checkSize('features', readConfig(config).number('features')), [], []);
