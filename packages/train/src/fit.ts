import { createGradientStore, createRng, FlowError, type GradientStore, type Rng } from '@flow/backend';
import { dequantisationNoise, type Flow, type Rows } from '@flow/models';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { adam } from './adam.ts';
import { createBestModel } from './best-model.ts';
import { type Evaluation, evaluateTable } from './evaluate.ts';
import { type CheckedOptions, checkOptions, type FitOptions } from './fit-options.ts';
import type { Optimizer } from './optimizer.ts';
import { createPacer } from './pacer.ts';
import type { ProgressEvent } from './progress.ts';
import { type StepResult, trainStep } from './train-step.ts';
import {
  type Batch,
  type BatchSource,
  disposeBatch,
  dropUnweighted,
  isRows,
  iteratedBatches,
  type RowTable,
  readRows,
  selectRows,
  shuffledBatches,
  type TrainingRows,
} from './training-data.ts';

/** One epoch's figures, nats. */
export type EpochRecord = { readonly epoch: number; readonly loss: number; readonly validation?: Evaluation };

export type FitReport = {
  readonly stopped: 'finished' | 'patience' | 'aborted' | 'not-finite';
  /** Optimizer steps, skipped ones included. */
  readonly steps: number;
  readonly epochs: number;
  /** Steps whose loss or gradient was not finite; the weights were left alone. */
  readonly nonFiniteSteps: number;
  /** Epoch whose weights the flow has now, where validation chose one. */
  readonly bestEpoch?: number;
  readonly bestValidation?: Evaluation;
  readonly history: readonly EpochRecord[];
  readonly seconds: number;
};

/** What training learns from: rows, or an (async) iterable that gives the batches of one epoch. */
export type FitData =
  | Rows
  | Tensor
  | TrainingRows
  | Iterable<Rows | Tensor | TrainingRows>
  | AsyncIterable<Rows | Tensor | TrainingRows>;

/**
 * Trains a flow by maximum likelihood: minimises −mean log p(x), which is KL(data ‖ flow) up to a constant.
 *
 * The order of rows and the noise of dequantisation depend on (seed, epoch, row) only, so the same call gives
 * the same weights.
 *
 * @returns what happened; the flow has the best weights by validation, or the last ones without validation
 * @throws invalid-argument, invalid-data, shape-mismatch, context-missing
 * @example
 * ```ts
 * const report = await fit(flow, rows, { epochs: 50, validation: 0.1, patience: 10, seed: 1 });
 * ```
 */
export async function fit(flow: Flow, data: FitData, options: FitOptions = {}): Promise<FitReport> {
  const checked = checkOptions(options);
  if (flow.parameterCount === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'flow',
      message: 'This flow has no trained parameters.',
    });
  }
  const rng = createRng(checked.seed);
  const { source, validation } = prepare(flow, data, checked, rng);
  const optimizer = checked.optimizer ?? adam({ learningRate: checked.learningRate ?? 1e-3 });
  const best = createBestModel(flow.parameters);
  const gradients = createGradientStore();
  try {
    return await run({ flow, source, validation, options: checked, optimizer, best, gradients });
  } finally {
    gradients.dispose();
    best.dispose();
    optimizer.dispose();
  }
}

type Run = {
  readonly flow: Flow;
  readonly source: BatchSource;
  readonly validation: RowTable | undefined;
  readonly options: CheckedOptions;
  readonly optimizer: Optimizer;
  readonly best: ReturnType<typeof createBestModel>;
  readonly gradients: GradientStore;
};

function prepare(flow: Flow, data: FitData, { batchSize, seed, validation }: CheckedOptions, rng: Rng) {
  const order = rng.fork('order');
  if (!isRows(data)) {
    if (typeof validation === 'number') {
      throw new FlowError('invalid-argument', {
        argument: 'validation',
        message: 'No share can be set aside from an iterable of batches: give validation rows.',
        expected: 'rows',
        received: String(validation),
      });
    }
    return {
      source: iteratedBatches(flow, data),
      validation: validation && readRows(flow, validation, 'validation'),
    };
  }
  const table = dropUnweighted(flow, readRows(flow, data));
  if (typeof validation !== 'number') {
    const watched = validation === undefined ? undefined : readRows(flow, validation, 'validation');
    return { source: shuffledBatches(flow, table, batchSize, order), validation: watched };
  }
  if (table.size < 2) {
    throw new FlowError('invalid-data', {
      argument: 'validation',
      message: 'One row cannot be split into training and validation.',
      expected: '2 rows or more',
      received: String(table.size),
    });
  }
  const shuffled = createRng(seed).fork('validation').permutation(table.size);
  const held = Math.min(table.size - 1, Math.max(1, Math.round(validation * table.size)));
  const training = selectRows(flow, table, shuffled.slice(held));
  return {
    source: shuffledBatches(flow, training, batchSize, order),
    validation: selectRows(flow, table, shuffled.slice(0, held)),
  };
}

async function run({
  flow,
  source,
  validation,
  options,
  optimizer,
  best,
  gradients,
}: Run): Promise<FitReport> {
  const { epochs, batchSize, maxSteps = Infinity, signal, onProgress, seed } = options;
  const stepsInAll =
    source.size === undefined
      ? options.maxSteps
      : Math.min(maxSteps, epochs * Math.ceil(source.size / batchSize));
  const pacer = createPacer(stepsInAll);
  const history: EpochRecord[] = [];
  const tell = (event: ProgressEvent) => onProgress?.(event);
  let stopped: FitReport['stopped'] = signal?.aborted ? 'aborted' : 'finished';
  let [step, skipped, skippedInRow, bestEpoch] = [0, 0, 0, -1];
  let bestValidation: Evaluation | undefined;

  for (let epoch = 0; epoch < epochs && stopped === 'finished' && step < maxSteps; epoch++) {
    const position = () => ({ step, steps: stepsInAll, epoch, epochs });
    const losses: number[] = [];
    const before = step;
    for await (const batch of source.epoch(epoch)) {
      const { learningRate, ...result } = stepOn({ flow, optimizer, options, gradients }, batch, {
        epoch,
        step,
        steps: stepsInAll,
      });
      step += 1;
      if (result.skippedAt === undefined) {
        losses.push(result.loss);
        skippedInRow = 0;
        tell(stepEvent(flow, position(), result, learningRate, pacer.after(batch.rows.length)));
      } else {
        skipped += 1;
        skippedInRow += 1;
        tell({ type: 'skip', ...position(), loss: result.loss, path: result.skippedAt });
      }
      if (skippedInRow >= options.maxSkipped) stopped = 'not-finite';
      else if (signal?.aborted) stopped = 'aborted';
      if (stopped !== 'finished' || step >= maxSteps) break;
      await pacer.rest();
    }
    if (step === before) throw noBatches(epoch);
    const evaluation = validation && evaluateTable(flow, validation, seed);
    const isBest = evaluation !== undefined && evaluation.nll < (bestValidation?.nll ?? Infinity);
    if (isBest) {
      [bestEpoch, bestValidation] = [epoch, evaluation];
      best.keep();
    }
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    history.push({ epoch, loss, ...(evaluation && { validation: evaluation }) });
    tell({ type: 'epoch', ...position(), loss, isBest, ...(evaluation && { validation: evaluation }) });
    if (stopped === 'finished' && bestValidation && epoch - bestEpoch >= (options.patience ?? Infinity))
      stopped = 'patience';
  }
  const restores = bestValidation !== undefined && options.restoreBest !== false;
  if (restores) best.restore();
  return {
    stopped,
    steps: step,
    epochs: history.length,
    nonFiniteSteps: skipped,
    ...(restores && { bestEpoch }),
    ...(bestValidation && { bestValidation }),
    history,
    seconds: pacer.seconds(),
  };
}

/** One step, and before the first the data-dependent start; takes the batch over. */
function stepOn(
  { flow, optimizer, options, gradients }: Pick<Run, 'flow' | 'optimizer' | 'options' | 'gradients'>,
  batch: Batch,
  { epoch, step, steps }: { epoch: number; step: number; steps: number | undefined },
): StepResult & { learningRate: number } {
  try {
    const rng = dequantisationNoise(options.seed, epoch, batch.rows);
    const learningRate = optimizer.learningRate * rateFactor(options, step, steps);
    if (step === 0) initialize(flow, batch, rng.fork('initialize'));
    return {
      ...trainStep(flow, optimizer, batch, { learningRate, clipNorm: options.clipNorm, rng, gradients }),
      learningRate,
    };
  } finally {
    disposeBatch(batch);
  }
}

function noBatches(epoch: number): FlowError {
  return new FlowError('invalid-data', {
    argument: 'data',
    message:
      epoch === 0
        ? 'The iterable gave no batches.'
        : `The iterable gave no more batches in epoch ${epoch}: a generator runs once, so give an iterable that starts anew each time, or epochs: 1.`,
  });
}

function initialize(flow: Flow, { x, context }: Batch, rng: Rng): void {
  const { value, logDet } = flow.initialize(x, { rng, ...(context && { context }) });
  dispose([value, logDet]);
}

function rateFactor(
  { warmupSteps, schedule }: CheckedOptions,
  step: number,
  steps: number | undefined,
): number {
  const warmup = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const factor = schedule?.(step, steps) ?? 1;
  if (factor >= 0 && factor < Infinity) return warmup * factor;
  throw new FlowError('invalid-argument', {
    argument: 'schedule',
    message: `The schedule of step ${step} cannot multiply a learning rate.`,
    expected: 'a finite number, 0 or more',
    received: String(factor),
  });
}

function stepEvent(
  flow: Flow,
  position: { step: number; steps: number | undefined; epoch: number; epochs: number },
  { loss, gradientNorm }: StepResult,
  learningRate: number,
  pace: { rowsPerSecond: number; secondsLeft: number | undefined },
): ProgressEvent {
  const bitsPerDim = flow.data?.quantization && loss / (flow.features * Math.LN2);
  return {
    type: 'step',
    ...position,
    loss,
    gradientNorm,
    learningRate,
    ...pace,
    ...(bitsPerDim !== undefined && { bitsPerDim }),
  };
}
