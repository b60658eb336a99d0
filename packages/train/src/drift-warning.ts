import { dequantisationNoise, worstLayerDrift } from '@flow/models';
import { isLost } from './lost-flow.ts';
import type { Run } from './run.ts';
import type { RunState } from './run-state.ts';
import type { Batch } from './training-data.ts';

/** Relative error of a rebuilt input from which on gradients are off by more than rounding. */
const DRIFT_LIMIT = 1e-4;

/**
 * Keeps the largest drift of a run, and tells when it passes the limit for the first time, with the layer that rebuilds
 * its input worst.
 */
export function noteDrift(
  run: Pick<Run, 'flow' | 'options'>,
  state: RunState,
  drift: number | undefined,
  batch: Batch | undefined,
): void {
  if (drift === undefined) return;
  const before = state.drift ?? 0;
  state.drift = Math.max(before, drift);
  if (before > DRIFT_LIMIT || drift <= DRIFT_LIMIT) return;
  const worst = batch && worstOf(run, state, batch);
  if (worst) state.drifting = worst.path;
  const named = worst
    ? `${worst.path} (${worst.kind}) is ill-conditioned, alone off by ${worst.drift.toExponential(1)}`
    : 'a layer is ill-conditioned';
  run.options.onWarning?.(
    `At step ${state.step} inputs rebuilt by memory: 'recompute' are off by ${drift.toExponential(1)} of their norm, ` +
      `more than ${DRIFT_LIMIT}, and gradients by as much: ${named}; train with memory: 'store'.`,
  );
}

/** Of each layer alone, at the weights after the step. */
function worstOf({ flow, options }: Pick<Run, 'flow' | 'options'>, { epoch }: RunState, batch: Batch) {
  const { x, context, rows } = batch;
  const call = { rng: dequantisationNoise(options.seed, epoch, rows), ...(context && { context }) };
  try {
    const worst = worstLayerDrift(flow.bijector, x, call);
    return worst && { ...worst, path: worst.path ? `bijector.${worst.path}` : 'bijector' };
  } catch (error) {
    if (isLost(error)) return undefined;
    throw error;
  }
}
