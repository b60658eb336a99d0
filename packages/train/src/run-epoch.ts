import { FlowError } from '@flow/backend';
import { dequantisationNoise } from '@flow/models';
import { groupBatches } from './batch-groups.ts';
import { noteDrift } from './drift-warning.ts';
import { rateFactor } from './learning-rate.ts';
import { positionOf, tellStep } from './progress.ts';
import type { Run } from './run.ts';
import { countFinite, countNonFinite, type RunState } from './run-state.ts';
import { startFlow } from './start-flow.ts';
import { differentiate, type StepResult, takeStep } from './train-step.ts';
import { type Batch, disposeBatch } from './training-data.ts';

/**
 * Learns from the batches of one epoch, or from those before the run ends; those that a resumed run had learned from
 * are passed over.
 *
 * @throws invalid-data where there are none
 */
export async function runEpoch(run: Run, state: RunState): Promise<void> {
  const { source, options, pacer, checkpoint } = run;
  const done = state.batches;
  let seen = 0;
  for await (const batches of groupBatches(source.epoch(state.epoch), options.accumulate)) {
    seen += batches.length;
    if (seen <= done) {
      passOver(run, state, batches);
      continue;
    }
    await learnFrom(run, state, batches);
    if (state.nonFiniteInRow >= options.maxSkipped) state.stopped = 'not-finite';
    else if (options.signal?.aborted) state.stopped = 'aborted';
    await checkpoint?.afterStep(state);
    if (state.stopped !== null || state.step >= (options.maxSteps ?? Infinity)) break;
    await pacer.rest();
  }
  if (seen === 0) throw noBatches(state.epoch);
}

/** One step and its entry in the books; takes the batches over. */
async function learnFrom(run: Run, state: RunState, batches: readonly Batch[]): Promise<void> {
  try {
    const { learningRate, ...result } = await stepOn(run, state, batches);
    if (result.skippedAt === undefined) run.average?.follow(state.step - state.nonFinite);
    noteDrift(run, state, result.drift, batches[0]);
    countStep(state, result, batches.length);
    if (result.skippedAt === undefined) {
      const rows = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
      tellStep(run, state, result, learningRate, rows);
    } else {
      const { loss, skippedAt: path } = result;
      run.options.onProgress?.({ type: 'skip', ...positionOf(run, state), loss, path, learningRate });
    }
    if (batches[0]) run.watch?.afterStep(run, state, batches[0]);
  } finally {
    batches.forEach(disposeBatch);
  }
}

/** A step, and before the first the data-dependent start. */
async function stepOn(
  run: Run,
  state: RunState,
  batches: readonly Batch[],
): Promise<StepResult & { readonly learningRate: number }> {
  const { flow, optimizer, options, gradients, steps, team } = run;
  const { seed, memory, clipNorm } = options;
  const learningRate = optimizer.learningRate * rateFactor(options, state, steps);
  begin(run, state, batches);
  const settings = { seed, epoch: state.epoch, gradients, memory };
  const joint = team ? await team.differentiate(batches, settings) : differentiate(flow, batches, settings);
  const result =
    'skippedAt' in joint ? joint : await takeStep(flow, optimizer, joint, { learningRate, clipNorm });
  return { ...result, learningRate };
}

/** The data-dependent start at the first step; a resumed run then puts its weights back. */
function begin(
  { flow, options, average, checkpoint }: Run,
  { epoch, step }: RunState,
  [first]: readonly Batch[],
): void {
  if (first && (step === 0 || checkpoint?.awaitsStart())) {
    startFlow(flow, first, dequantisationNoise(options.seed, epoch, first.rows).fork('initialize'));
    checkpoint?.restoreWeights();
  }
  average?.start();
}

function passOver(run: Run, state: RunState, batches: readonly Batch[]): void {
  try {
    begin(run, state, batches);
  } finally {
    batches.forEach(disposeBatch);
  }
}

/** Starts the layers of a flow whose resumed run has no step left to take. */
export async function startWithoutStep(run: Run, state: RunState): Promise<void> {
  if (!run.checkpoint?.awaitsStart()) return;
  for await (const batch of run.source.epoch(0)) {
    passOver(run, state, [batch]);
    break;
  }
}

function countStep(state: RunState, { skippedAt, loss }: StepResult, batches: number): void {
  state.step += 1;
  state.batches += batches;
  if (skippedAt === undefined) countFinite(state, loss);
  else countNonFinite(state);
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
