import { createParameter, type Parameter } from '@flow/backend';
import {
  add,
  isFinite as isFiniteTensor,
  mul,
  ones,
  type Tensor,
  tidy,
  where,
  zeros,
} from '@tensorflow/tfjs-core';

/** Mean and variance of each feature. */
export type Statistics = { readonly center: Tensor; readonly variance: Tensor };

/** The statistics that a normalisation remembers of its batches. */
export type RunningStatistics = {
  readonly parameters: readonly [mean: Parameter, variance: Parameter];
  current(): Statistics;
  /** Moves them towards a batch's by the share `momentum`. */
  remember(batch: Statistics): void;
};

/** @param prefix of the paths `mean` and `variance` */
export function runningStatistics(prefix: string, features: number, momentum: number): RunningStatistics {
  const center = createParameter(`${prefix}mean`, 'state', [features], () => zeros([features]));
  const variance = createParameter(`${prefix}variance`, 'state', [features], () => ones([features]));
  return {
    parameters: [center, variance],
    current: () => ({ center: center.variable, variance: variance.variable }),
    remember: (batch) =>
      tidy(() => {
        for (const [running, now] of [
          [center, batch.center],
          [variance, batch.variance],
        ] as const) {
          // A batch with NaN is skipped by the trainer; its statistics must not stay behind.
          const safe = where(isFiniteTensor(now), now, running.variable);
          running.variable.assign(add(mul(running.variable, 1 - momentum), mul(safe, momentum)));
        }
      }),
  };
}
