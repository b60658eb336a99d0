import type { Evaluation } from './evaluate.ts';
import type { RunState } from './run-state.ts';

/** One epoch's figures, nats. */
export type EpochRecord = { readonly epoch: number; readonly loss: number; readonly validation?: Evaluation };

/** Where a resumed run went on. */
export type Resumed = {
  readonly step: number;
  /** Name of the checkpoint. */
  readonly from: string;
  /** Why the newest checkpoint could not be used, where the one before was. */
  readonly damaged?: string;
};

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
  /** Set where the run went on from a checkpoint. */
  readonly resumed?: Resumed;
  /** Of this process, where a run was resumed. */
  readonly seconds: number;
};

/** @param restored whether the flow went back to its best epoch */
export function reportOf(state: RunState, restored: boolean, seconds: number, resumed?: Resumed): FitReport {
  const { stopped, step, nonFinite, best, history } = state;
  return {
    stopped: stopped ?? 'finished',
    steps: step,
    epochs: history.length,
    nonFiniteSteps: nonFinite,
    ...(restored && best && { bestEpoch: best.epoch }),
    ...(best && { bestValidation: best.validation }),
    history,
    ...(resumed && { resumed }),
    seconds,
  };
}
