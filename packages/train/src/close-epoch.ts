import { evaluateTable } from './evaluate.ts';
import { positionOf } from './progress.ts';
import type { Run } from './run.ts';
import { enterNextEpoch, type RunState } from './run-state.ts';

/** Validates, keeps the best model, writes the epoch into the history and tells it. */
export function closeEpoch({ flow, validation, options, best, average, ...run }: Run, state: RunState): void {
  const { epoch } = state;
  average?.swap();
  const evaluation = validation && evaluateTable(flow, validation, options.seed);
  const isBest = evaluation !== undefined && evaluation.nll < (state.best?.validation.nll ?? Infinity);
  if (isBest) {
    state.best = { epoch, validation: evaluation };
    best.keep();
  }
  average?.swap();
  const loss = state.lossSum / state.lossCount;
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
