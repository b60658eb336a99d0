import { FlowError, type Rng } from '@flow/backend';
import { dequantisationNoise, type Flow } from '@flow/models';
import { dispose } from '@tensorflow/tfjs-core';
import { rateFactor } from './learning-rate.ts';
import { positionOf, tellStep } from './progress.ts';
import type { Run } from './run.ts';
import type { RunState } from './run-state.ts';
import { type StepResult, trainStep } from './train-step.ts';
import { type Batch, disposeBatch } from './training-data.ts';

/** Learns from the batches of one epoch, or from those before the run ends. @throws invalid-data where there are none */
export async function runEpoch(run: Run, state: RunState): Promise<void> {
  const { source, options, pacer } = run;
  let seen = 0;
  for await (const batch of source.epoch(state.epoch)) {
    seen += 1;
    const { learningRate, ...result } = stepOn(run, state, batch);
    countStep(state, result);
    if (result.skippedAt === undefined) {
      tellStep(run, state, result, learningRate, batch.rows.length);
    } else {
      const { loss, skippedAt: path } = result;
      options.onProgress?.({ type: 'skip', ...positionOf(run, state), loss, path });
    }
    if (state.nonFiniteInRow >= options.maxSkipped) state.stopped = 'not-finite';
    else if (options.signal?.aborted) state.stopped = 'aborted';
    if (state.stopped !== null || state.step >= (options.maxSteps ?? Infinity)) break;
    await pacer.rest();
  }
  if (seen === 0) throw noBatches(state.epoch);
}

/** One step, and before the first the data-dependent start; takes the batch over. */
function stepOn(
  { flow, optimizer, options, gradients, steps }: Run,
  { epoch, step }: RunState,
  batch: Batch,
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

function initialize(flow: Flow, { x, context }: Batch, rng: Rng): void {
  const { value, logDet } = flow.initialize(x, { rng, ...(context && { context }) });
  dispose([value, logDet]);
}

function countStep(state: RunState, { skippedAt, loss }: StepResult): void {
  state.step += 1;
  state.batches += 1;
  if (skippedAt === undefined) {
    state.lossSum += loss;
    state.lossCount += 1;
    state.nonFiniteInRow = 0;
  } else {
    state.nonFinite += 1;
    state.nonFiniteInRow += 1;
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
