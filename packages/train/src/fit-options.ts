import { FlowError } from '@flow/backend';
import type { Memory } from '@flow/layers';
import type { Rows } from '@flow/models';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckpointOptions } from './checkpoint.ts';
import type { EventSink } from './event-sink.ts';
import type { Optimizer } from './optimizer.ts';
import type { ProgressEvent } from './progress.ts';
import type { Schedule } from './schedules.ts';
import type { TrainingRows } from './training-data.ts';
import { checkWorkers, type WorkerOptions } from './worker-options.ts';

export type FitOptions = {
  /** Passes over the data; default 100. */
  readonly epochs?: number;
  /** Stops after this many steps, whatever the epoch. */
  readonly maxSteps?: number;
  /** Rows a step; default 128. */
  readonly batchSize?: number;
  /** Batches whose gradients make one step, as one large batch would; default 1. */
  readonly accumulate?: number;
  /**
   * Decay of an exponential moving average of the weights, 0 to 1, such as 0.999: validation and the trained flow use
   * the averages. Default none.
   */
  readonly averageDecay?: number;
  /** Where the run is saved as it goes, and resumed from where there is a checkpoint. */
  readonly checkpoint?: CheckpointOptions;
  /**
   * `recompute` trains with activation memory that does not grow with the depth of chains and multi-scale flows, for one
   * more run of each network a step; default `store`.
   */
  readonly memory?: Memory;
  /** Default `adam()`; `fit` disposes it. */
  readonly optimizer?: Optimizer;
  /** Of the default optimizer; default 1e-3. Not beside `optimizer`, which has its own. */
  readonly learningRate?: number;
  /** The learning rate rises from 0 over this many steps; default 0. */
  readonly warmupSteps?: number;
  /** Multiplies the learning rate, e.g. `cosineDecay`. */
  readonly schedule?: Schedule;
  /**
   * Gradients are scaled down to this global norm; default 100, Infinity for none. They are those of nats a row, which
   * grow with its dimensions: a limit L on the gradient of bits per dimension is L·D·ln 2 here.
   */
  readonly clipNorm?: number;
  /** What becomes of rows of the data with a value that is not finite: refused by row and column (default) or left out. */
  readonly invalidRows?: 'refuse' | 'skip';
  /**
   * What becomes of tables of real numbers with a column of one value, whose density has no bound: told to `onWarning`
   * and in the report (default), refused, or allowed.
   */
  readonly constantColumns?: 'warn' | 'refuse' | 'allow';
  /** Rows to watch, or the share of the rows (0 to 1) to set aside for it. */
  readonly validation?: number | Rows | Tensor | TrainingRows;
  /** Stops when validation has not improved for this many epochs. */
  readonly patience?: number;
  /** Puts the epoch with the best validation back at the end; default true where there is validation. */
  readonly restoreBest?: boolean;
  /** Holds the trained flow against itself at the end, on a few rows, for the report: `flow.verify`. Default true. */
  readonly verify?: boolean;
  /** Draws the order of rows and the noise of dequantisation; default 0. */
  readonly seed?: number;
  /** Ends the run after the step that runs; the report says so and the best model so far is kept. */
  readonly signal?: AbortSignal;
  /**
   * Told what a person should know, in a sentence each: before the first step about the data, with `memory: 'recompute'`
   * at the first step whose drift is above 1e-4, with `statistics` once of each layer that diverges, and at the end where
   * the flow could not be verified.
   */
  readonly onWarning?: (message: string) => void;
  readonly onProgress?: (event: ProgressEvent) => void;
  /**
   * Looks at each layer after the first step and every so many: `statistics` events hold its log-det and activations,
   * and name the layer that diverges; `onWarning` is told its name as well. A look costs a run of the flow.
   */
  readonly statistics?: { readonly every: number };
  /** Where events are written, such as `jsonLines` and `tensorBoard`; `fit` closes them. */
  readonly sinks?: readonly EventSink[];
  /** Ends the run when this many steps in a row were not finite; default 20. */
  readonly maxSkipped?: number;
  /**
   * Threads that share each step's rows, this one included; default 1. The same number gives the same weights from run to
   * run; another number rounds differently. They pay where a step is long beside the fraction of a millisecond that it
   * takes to join gradients.
   */
  readonly workers?: number | WorkerOptions;
};

export type CheckedOptions = Required<
  Pick<FitOptions, 'epochs' | 'batchSize' | 'accumulate' | 'warmupSteps' | 'clipNorm' | 'seed' | 'maxSkipped'>
> &
  Omit<FitOptions, 'workers'> & { readonly workers: WorkerOptions | undefined };

/** Fills in defaults and refuses settings that make no sense. @throws invalid-argument */
export function checkOptions(options: FitOptions): CheckedOptions {
  const {
    epochs = 100,
    batchSize = 128,
    accumulate = 1,
    warmupSteps = 0,
    clipNorm = 100,
    seed = 0,
    maxSkipped = 20,
    workers,
    ...others
  } = options;
  const plain = { ...others, epochs, batchSize, accumulate, warmupSteps, clipNorm, seed, maxSkipped };
  for (const name of ['epochs', 'batchSize', 'accumulate', 'maxSkipped'] as const)
    checkCount(name, plain[name], 1);
  const checked = { ...plain, workers: checkWorkers(workers, batchSize) };
  checkCount('warmupSteps', checked.warmupSteps, 0);
  if (checked.maxSteps !== undefined) checkCount('maxSteps', checked.maxSteps, 1);
  if (checked.statistics !== undefined) checkCount('statistics.every', checked.statistics.every, 1);
  if (checked.patience !== undefined) checkCount('patience', checked.patience, 1);
  if (!(checked.clipNorm > 0)) throw refuse('clipNorm', 'a number above 0', checked.clipNorm);
  const { validation, averageDecay } = checked;
  checkChoice('memory', checked.memory, ['store', 'recompute']);
  checkChoice('invalidRows', checked.invalidRows, ['refuse', 'skip']);
  checkChoice('constantColumns', checked.constantColumns, ['warn', 'refuse', 'allow']);
  if (averageDecay !== undefined && !(averageDecay > 0 && averageDecay < 1)) {
    throw refuse('averageDecay', 'a number between 0 and 1', averageDecay);
  }
  if (typeof validation === 'number' && !(validation > 0 && validation < 1)) {
    throw refuse('validation', 'a share between 0 and 1, or rows', validation);
  }
  if (checked.optimizer !== undefined && checked.learningRate !== undefined) {
    throw refuse(
      'learningRate',
      'one of learningRate and optimizer: an optimizer has its own',
      checked.learningRate,
    );
  }
  if (checked.patience !== undefined && validation === undefined) {
    throw refuse('patience', 'validation beside it: patience watches the validation', 'no validation');
  }
  return checked;
}

/** @throws invalid-argument */
export function checkCount(argument: string, value: number, least: number, caller = 'fit'): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw refuse(argument, `a whole number, ${least} or more`, value, caller);
}

/** @throws invalid-argument */
export function checkChoice(
  argument: string,
  value: string | undefined,
  choices: readonly string[],
  caller = 'fit',
): void {
  if (value !== undefined && !choices.includes(value))
    throw refuse(argument, choices.join(' or '), value, caller);
}

function refuse(argument: string, expected: string, received: unknown, caller = 'fit'): FlowError {
  return new FlowError('invalid-argument', {
    argument,
    message: `${caller}() cannot run with this option.`,
    expected,
    received: String(received),
  });
}
