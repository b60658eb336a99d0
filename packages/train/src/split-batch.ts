import type { Flow } from '@flow/models';
import type { JointGradients } from './join-gradients.ts';
import { differentiate, type GradientSettings, type LostStep } from './train-step.ts';
import { type Batch, disposeBatch, type RowTable, selectRows, toBatch } from './training-data.ts';

/** A worker's part of a batch, on the host. */
export type Shard = { readonly table: RowTable; readonly rows: Int32Array };

/**
 * Parts of a batch in its order, as equal as can be and the first ones larger; some are empty where there are fewer rows
 * than parts. Rows of weight 0 are left out: a part of nothing else would have no mean.
 */
export function splitBatch(flow: Flow, batch: Batch, parts: number): Shard[] {
  const { rows, x, context, weights } = batch;
  const table: RowTable = {
    size: rows.length,
    x: x.dataSync() as Float32Array,
    ...(context && { context: context.dataSync() as Float32Array }),
    ...(weights && { weights: weights.dataSync() as Float32Array }),
  };
  const counted = Int32Array.from(rows.keys()).filter((row) => table.weights?.[row] !== 0);
  const dealt = counted.length > 0 ? counted : Int32Array.from(rows.keys());
  const startOf = (part: number) =>
    counted.length > 0 ? Math.ceil((part * dealt.length) / parts) : part === 0 ? 0 : dealt.length;
  return Array.from({ length: parts }, (_, part) => {
    const mine = dealt.slice(startOf(part), startOf(part + 1));
    return { table: selectRows(flow, table, mine), rows: mine.map((row) => rows[row] as number) };
  });
}

/** What parts count beside others: their rows, or the sum of their weights. */
export function weightOfShards(shards: readonly Shard[]): number {
  return shards.reduce(
    (sum, { table, rows }) => sum + (table.weights?.reduce((a, b) => a + b, 0) ?? rows.length),
    0,
  );
}

/** Loss and gradients of parts of batches, as if they were one batch. */
export function differentiateShards(
  flow: Flow,
  shards: readonly Shard[],
  settings: GradientSettings,
): JointGradients | LostStep {
  const batches = shards.map(({ table, rows }) => toBatch(flow, table, rows));
  try {
    return differentiate(flow, batches, settings);
  } finally {
    batches.forEach(disposeBatch);
  }
}
