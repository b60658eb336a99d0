import type { GradientStore } from '@flow/backend';
import type { Flow } from '@flow/models';
import type { BestModel } from './best-model.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckedOptions } from './fit-options.ts';
import type { LayerWatch } from './layer-watch.ts';
import type { Optimizer } from './optimizer.ts';
import type { Pacer } from './pacer.ts';
import type { PreparedData } from './prepare-data.ts';
import type { BatchSource } from './training-data.ts';
import type { WeightAverage } from './weight-average.ts';
import type { Team } from './worker-team.ts';

/** What a run works with from its first step to its last. */
export type Run = PreparedData & {
  readonly flow: Flow;
  readonly options: CheckedOptions;
  readonly optimizer: Optimizer;
  readonly best: BestModel;
  readonly gradients: GradientStore;
  readonly pacer: Pacer;
  readonly average: WeightAverage | undefined;
  readonly watch: LayerWatch | undefined;
  readonly checkpoint: Checkpoint | undefined;
  /** Where a step's rows are shared between threads. */
  readonly team: Team | undefined;
  /** Steps in all; unknown where batches come from an iterable. */
  readonly steps: number | undefined;
};

/** Steps that a run will take at most, where that is known before it starts. */
export function stepsInAll(
  { size }: BatchSource,
  { maxSteps, epochs, batchSize, accumulate }: CheckedOptions,
): number | undefined {
  if (size === undefined) return maxSteps;
  return Math.min(maxSteps ?? Infinity, epochs * Math.ceil(Math.ceil(size / batchSize) / accumulate));
}
