import type { Flow } from '@flow/models';
import { type Evaluation, evaluateTable } from './evaluate.ts';
import { isLost } from './lost-flow.ts';
import { positionOf } from './progress.ts';
import type { Run } from './run.ts';
import { enterNextEpoch, type RunState } from './run-state.ts';
import type { RowTable } from './training-data.ts';

/** Validates, keeps the best model, writes the epoch into the history and tells it. */
export function closeEpoch({ flow, validation, options, best, average, ...run }: Run, state: RunState): void {
  const { epoch } = state;
  const loss = state.lossSum / state.lossCount;
  average?.swap();
  const evaluation = validation && evaluateOrNothing(flow, validation, options.seed);
  const isBest = evaluation !== undefined && evaluation.nll < (state.best?.validation.nll ?? Infinity);
  if (isBest) {
    state.best = { epoch, validation: evaluation };
    best.keep();
  }
  if (!validation && state.nonFiniteInRow === 0 && loss < (state.safe?.loss ?? Infinity)) {
    state.safe = { epoch, loss };
    best.keep();
  }
  average?.swap();
  const watched = evaluation && { validation: evaluation };
  state.history.push({ epoch, loss, ...watched });
  options.onProgress?.({
    type: 'epoch',
    ...positionOf({ ...run, options }, state),
    loss,
    isBest,
    ...watched,
  });
  const patience = options.patience ?? Infinity;
  if (state.stopped === null && state.best && epoch - state.best.epoch >= patience)
    state.stopped = 'patience';
  enterNextEpoch(state);
}

/** Weights that have blown up may have no inverse; that is not worth the report of the run. */
function evaluateOrNothing(flow: Flow, validation: RowTable, seed: number): Evaluation | undefined {
  try {
    return evaluateTable(flow, validation, seed);
  } catch (error) {
    if (isLost(error)) return undefined;
    throw error;
  }
}
