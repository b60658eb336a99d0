import type { Verification } from '@flow/models';
import type { Evaluation } from './evaluate.ts';
import type { Run } from './run.ts';
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

/** What a run of `fit` came to. */
export type FitReport = {
  readonly stopped: 'finished' | 'patience' | 'aborted' | 'not-finite';
  /** Optimizer steps, skipped ones included. */
  readonly steps: number;
  readonly epochs: number;
  /** Steps whose loss or gradient was not finite; the weights were left alone. */
  readonly nonFiniteSteps: number;
  /** Factor of the learning rate at the end: below 1 where steps in a row were not finite. */
  readonly backOff: number;
  /**
   * With `memory: 'recompute'`, the largest ‖rebuilt − given‖ / ‖given‖ of the run's steps; above 1e-4 this flow is too
   * ill-conditioned for it, and `onWarning` was told.
   */
  readonly drift?: number;
  /** The layer that rebuilt its input worst when the drift first passed 1e-4, `bijector.3`. */
  readonly drifting?: string;
  /** Rows that were left out because a value of theirs was not finite. */
  readonly skippedRows: readonly number[];
  /** Columns of the data that hold one value only; of tables of real numbers. */
  readonly constantColumns: readonly number[];
  /** Epoch whose weights the flow has now: best by validation or, after a run that blew up without one, by its loss. */
  readonly bestEpoch?: number;
  readonly bestValidation?: Evaluation;
  /**
   * Round trip and log-det of the flow as it is now, on up to 8 rows that were held out, or else learned from. Not of an
   * iterable without `validation`, nor where the check failed, of which `onWarning` was told.
   */
  readonly verification?: Verification;
  readonly history: readonly EpochRecord[];
  /** Set where the run went on from a checkpoint. */
  readonly resumed?: Resumed;
  /** Of this process, where a run was resumed. */
  readonly seconds: number;
};

/** @param restored whether the flow went back to its best epoch */
export function reportOf(
  { pacer, checkpoint, skippedRows, constantColumns }: Run,
  { stopped, step, nonFinite, backOff, drift, drifting, best, safe, history }: RunState,
  restored: boolean,
  verification: Verification | undefined,
): FitReport {
  const resumed = checkpoint?.resumed;
  const bestEpoch = restored ? (best ?? safe)?.epoch : undefined;
  return {
    stopped: stopped ?? 'finished',
    steps: step,
    epochs: history.length,
    nonFiniteSteps: nonFinite,
    backOff,
    ...(drift !== null && { drift }),
    ...(drifting !== null && { drifting }),
    skippedRows,
    constantColumns,
    ...(bestEpoch !== undefined && { bestEpoch }),
    ...(best && { bestValidation: best.validation }),
    ...(verification && { verification }),
    history,
    ...(resumed && { resumed }),
    seconds: pacer.seconds(),
  };
}
