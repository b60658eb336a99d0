import { sizeOf } from '@flow/layers';
import type { Verification } from '@flow/models';
import type { Run } from './run.ts';

/** Rows that a trained flow is held against itself on: enough to see that it has lost its inverse, few enough to be cheap. */
const ROWS = 8;

/**
 * `flow.verify` on the first rows that were held out, or else on the first that were learned from; nothing where the
 * data came as an iterable and none were held out. A check that fails does not spoil the report: the reason is told.
 */
export function selfCheck({ flow, validation, source, options }: Run): Verification | undefined {
  const table = validation ?? source.table;
  if (options.verify === false || !table) return undefined;
  const rows = Math.min(ROWS, table.size);
  const context = table.context?.slice(0, rows * sizeOf(flow.contextShape ?? []));
  try {
    return flow.verify(table.x.slice(0, rows * flow.features), context ? { context } : {});
  } catch (error) {
    options.onWarning?.(
      `The trained flow cannot be verified: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}
