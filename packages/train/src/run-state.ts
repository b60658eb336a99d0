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
