import { createGradientStore, FlowError } from '@flow/backend';
import type { Flow } from '@flow/models';
import { adam } from './adam.ts';
import { createBestModel } from './best-model.ts';
import { closeEpoch } from './close-epoch.ts';
import { checkOptions, type FitOptions } from './fit-options.ts';
import { type FitReport, reportOf } from './fit-report.ts';
import { createPacer } from './pacer.ts';
import { type FitData, prepareData } from './prepare-data.ts';
import { type Run, stepsInAll } from './run.ts';
import { runEpoch } from './run-epoch.ts';
import { startState } from './run-state.ts';

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
  const { source, validation } = prepareData(flow, data, checked);
  const optimizer = checked.optimizer ?? adam({ learningRate: checked.learningRate ?? 1e-3 });
  const best = createBestModel(flow.parameters);
  const gradients = createGradientStore();
  const steps = stepsInAll(source, checked);
  const pacer = createPacer(steps);
  try {
    return await train({
      flow,
      source,
      validation,
      options: checked,
      optimizer,
      best,
      gradients,
      pacer,
      steps,
    });
  } finally {
    gradients.dispose();
    best.dispose();
    optimizer.dispose();
  }
}

async function train(run: Run): Promise<FitReport> {
  const { options, best, pacer } = run;
  const state = startState();
  if (options.signal?.aborted) state.stopped = 'aborted';
  const goesOn = () =>
    state.stopped === null && state.epoch < options.epochs && state.step < (options.maxSteps ?? Infinity);
  while (goesOn()) {
    await runEpoch(run, state);
    closeEpoch(run, state);
  }
  const restores = state.best !== null && options.restoreBest !== false;
  if (restores) best.restore();
  return reportOf(state, restores, pacer.seconds());
}
