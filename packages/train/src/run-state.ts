import type { Evaluation } from './evaluate.ts';
import type { EpochRecord, FitReport } from './fit-report.ts';

/** Where a run stands, but for its tensors: plain data that change from step to step. */
export type RunState = {
  /** Steps taken, skipped ones included. */
  step: number;
  epoch: number;
  /** Batches of this epoch that were learned from. */
  batches: number;
  /** Over the finite steps of this epoch. */
  lossSum: number;
  lossCount: number;
  nonFinite: number;
  nonFiniteInRow: number;
  finiteInRow: number;
  /** Factor of the learning rate after steps that were not finite; 1 where there were none. */
  backOff: number;
  /** The largest of the run; null where nothing was rebuilt. */
  drift: number | null;
  /** Path of the layer that rebuilt its input worst when the drift first passed its limit; null before that. */
  drifting: string | null;
  /** The epoch of least loss, where there is no validation: what a run that ends badly goes back to. */
  safe: { readonly epoch: number; readonly loss: number } | null;
  best: { readonly epoch: number; readonly validation: Evaluation } | null;
  history: EpochRecord[];
  /** Why the run ended; null while it runs. */
  stopped: FitReport['stopped'] | null;
};

export function startState(): RunState {
  return {
    step: 0,
    epoch: 0,
    batches: 0,
    lossSum: 0,
    lossCount: 0,
    nonFinite: 0,
    nonFiniteInRow: 0,
    finiteInRow: 0,
    backOff: 1,
    drift: null,
    drifting: null,
    safe: null,
    best: null,
    history: [],
    stopped: null,
  };
}

/** Closes the books of an epoch and opens those of the next. */
export function enterNextEpoch(state: RunState): void {
  state.epoch += 1;
  state.batches = 0;
  state.lossSum = 0;
  state.lossCount = 0;
}

/** Finite steps after which a learning rate that was backed off doubles. */
const RECOVERY = 100;

/** A step that moved the weights. */
export function countFinite(state: RunState, loss: number): void {
  state.lossSum += loss;
  state.lossCount += 1;
  state.nonFiniteInRow = 0;
  state.finiteInRow += 1;
  if (state.finiteInRow % RECOVERY === 0) state.backOff = Math.min(1, 2 * state.backOff);
}

/** A step that was skipped; from the second in a row on each halves the learning rate. */
export function countNonFinite(state: RunState): void {
  state.nonFinite += 1;
  state.nonFiniteInRow += 1;
  state.finiteInRow = 0;
  if (state.nonFiniteInRow > 1) state.backOff /= 2;
}
