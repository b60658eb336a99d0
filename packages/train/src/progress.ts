import type { LayerStatistics } from '@flow/models';
import type { Evaluation } from './evaluate.ts';
import type { Run } from './run.ts';
import type { RunState } from './run-state.ts';
import type { StepResult } from './train-step.ts';

/** What `fit` tells while it runs; plain objects. */
export type ProgressEvent = StepEvent | EpochEvent | SkipEvent | StatisticsEvent;

type Position = {
  /** Steps taken, skipped ones included. */
  readonly step: number;
  /** Steps in all; unknown where batches come from an iterable. */
  readonly steps: number | undefined;
  readonly epoch: number;
  readonly epochs: number;
};

/** Told after each step. */
export type StepEvent = Position & {
  readonly type: 'step';
  /** Mean −log p of this batch, nats. */
  readonly loss: number;
  /** The loss in bits, per dimension; only where the flow declares a quantisation. */
  readonly bitsPerDim?: number;
  readonly gradientNorm: number;
  /** With `memory: 'recompute'`: how far rebuilt inputs were from those given, ‖rebuilt − given‖ / ‖given‖. */
  readonly drift?: number;
  readonly learningRate: number;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number | undefined;
};

/** Told after each epoch. */
export type EpochEvent = Position & {
  readonly type: 'epoch';
  /** Mean over the epoch's steps, nats. */
  readonly loss: number;
  readonly validation?: Evaluation;
  /** Whether the validation is the best so far. */
  readonly isBest: boolean;
};

/** Told where a step was left out because its loss or a gradient was not finite. */
export type SkipEvent = Position & {
  readonly type: 'skip';
  /** Mean −log p of this batch, nats; not finite where that was the reason. */
  readonly loss: number;
  /** Where the first non-finite gradient was, `bijector.3.conditioner.0.kernel`; empty where only the loss was. */
  readonly path: string;
  readonly learningRate: number;
};

/** On request: what each layer makes of the step's first batch, with the weights after the step. */
export type StatisticsEvent = Position & {
  readonly type: 'statistics';
  /** In the order of x -> z, with paths of the model: `bijector.3`. */
  readonly layers: readonly LayerStatistics[];
  /**
   * Path of the first layer that stretches a hundred times more than it did at the first look, that is not finite or
   * that has lost its inverse.
   */
  readonly diverging?: string;
};

export function positionOf({ steps, options }: Pick<Run, 'steps' | 'options'>, state: RunState): Position {
  return { step: state.step, steps, epoch: state.epoch, epochs: options.epochs };
}

/** Tells a step that moved the weights. */
export function tellStep(
  run: Run,
  state: RunState,
  { loss, gradientNorm, drift }: StepResult,
  learningRate: number,
  rows: number,
): void {
  const { flow, options, pacer } = run;
  const pace = pacer.after(rows);
  const bitsPerDim = flow.data?.quantization && loss / (flow.features * Math.LN2);
  options.onProgress?.({
    type: 'step',
    ...positionOf(run, state),
    loss,
    gradientNorm,
    ...(drift !== undefined && { drift }),
    learningRate,
    ...pace,
    ...(bitsPerDim !== undefined && { bitsPerDim }),
  });
}
