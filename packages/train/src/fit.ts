import { createGradientStore, FlowError } from '@flow/backend';
import type { Flow } from '@flow/models';
import { adam } from './adam.ts';
import { createBestModel } from './best-model.ts';
import { openCheckpoint } from './checkpoint.ts';
import { closeEpoch } from './close-epoch.ts';
import { tellWarnings } from './data-warnings.ts';
import { type CheckedOptions, checkOptions, type FitOptions } from './fit-options.ts';
import { type FitReport, reportOf } from './fit-report.ts';
import { createLayerWatch } from './layer-watch.ts';
import { createPacer } from './pacer.ts';
import { type FitData, prepareData } from './prepare-data.ts';
import { type Run, stepsInAll } from './run.ts';
import { runEpoch, startWithoutStep } from './run-epoch.ts';
import { type RunState, startState } from './run-state.ts';
import { selfCheck } from './self-check.ts';
import { trainedParameters } from './trained-parameters.ts';
import { createWeightAverage } from './weight-average.ts';
import { checkRowIndependent } from './worker-options.ts';
import { createTeam } from './worker-team.ts';

/**
 * Trains a flow by maximum likelihood: minimises −mean log p(x), which is KL(data ‖ flow) up to a constant.
 *
 * The order of rows and the noise of dequantisation depend on (seed, epoch, row) only, so the same call gives
 * the same weights.
 *
 * @returns what happened; the flow has the best weights by validation, or the last ones without validation
 * @throws invalid-argument, invalid-data, shape-mismatch, context-missing, worker-failed
 * @example
 * ```ts
 * const report = await fit(flow, rows, { epochs: 50, validation: 0.1, patience: 10, seed: 1 });
 * ```
 */
export async function fit(flow: Flow, data: FitData, options: FitOptions = {}): Promise<FitReport> {
  const { sinks = [] } = options;
  const report = await fitTelling(flow, data, tellAll(options)).catch(async (error) => {
    await Promise.allSettled(sinks.map((sink) => sink.close()));
    throw error;
  });
  await Promise.all(sinks.map((sink) => sink.close()));
  return report;
}

/** Options whose listener tells the sinks as well. */
function tellAll({ sinks = [], onProgress, ...options }: FitOptions): FitOptions {
  if (sinks.length === 0) return { ...options, ...(onProgress && { onProgress }) };
  return {
    ...options,
    onProgress(event) {
      onProgress?.(event);
      for (const sink of sinks) sink.write(event);
    },
  };
}

async function fitTelling(flow: Flow, data: FitData, options: FitOptions): Promise<FitReport> {
  const checked = checkOptions(options);
  if (flow.parameterCount === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'flow',
      message: 'This flow has no trained parameters.',
    });
  }
  if (checked.workers && checked.workers.count > 1) checkRowIndependent(flow);
  const prepared = prepareData(flow, data, checked);
  const optimizer = checked.optimizer ?? adam({ learningRate: checked.learningRate ?? 1e-3 });
  const { averageDecay, workers } = checked;
  const team = workers && workers.count > 1 ? createTeam(flow, optimizer, workers) : undefined;
  const parts = {
    ...prepared,
    flow,
    options: checked,
    optimizer,
    best: createBestModel(flow.parameters),
    gradients: createGradientStore(),
    team,
    average:
      averageDecay === undefined ? undefined : createWeightAverage(trainedParameters(flow), averageDecay),
    watch: checked.statistics && createLayerWatch(checked.statistics.every),
    steps: stepsInAll(prepared.source, checked),
  };
  const state = startState();
  try {
    const checkpoint = checked.checkpoint && (await openCheckpoint(checked.checkpoint, parts, state));
    return await train({ ...parts, checkpoint, pacer: createPacer(parts.steps) }, state);
  } finally {
    await team?.close();
    for (const part of [parts.gradients, parts.best, parts.average, optimizer]) part?.dispose();
  }
}

async function train(run: Run, state: RunState): Promise<FitReport> {
  const { options, checkpoint } = run;
  if (state.stopped === null && options.signal?.aborted) state.stopped = 'aborted';
  tellWarnings(run, options.onWarning);
  const wasOver = state.stopped !== null;
  if (goesOn(options, state)) await startTeam(run, state);
  while (goesOn(options, state)) {
    await runEpoch(run, state);
    closeEpoch(run, state);
  }
  await startWithoutStep(run, state);
  if (!wasOver) await checkpoint?.afterRun(state);
  const restores = options.restoreBest !== false && goesBack(state);
  if (restores) run.best.restore();
  else run.average?.swap();
  return reportOf(run, state, restores, selfCheck(run));
}

async function startTeam({ team, options }: Run, state: RunState): Promise<void> {
  await team?.start(options.signal);
  if (options.signal?.aborted) state.stopped = 'aborted';
}

function goesOn(
  { epochs, maxSteps = Infinity }: CheckedOptions,
  { stopped, epoch, step }: RunState,
): boolean {
  return stopped === null && epoch < epochs && step < maxSteps;
}

/** To the best epoch by validation; without one only a run that ended badly goes back, to the epoch of least loss. */
function goesBack({ best, safe, stopped }: RunState): boolean {
  return best !== null || (stopped === 'not-finite' && safe !== null);
}
