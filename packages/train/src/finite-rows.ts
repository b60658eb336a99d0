import { type Shape, sizeOf } from '@flow/layers';
import type { Flow, Rows } from '@flow/models';
import { Tensor } from '@tensorflow/tfjs-core';
import type { TrainingRows } from './training-data.ts';

type Table = Rows | Tensor;

/**
 * Data without the rows that hold a value which is not a finite float32 number, with their numbers. Data of another
 * width are left as they are: whoever reads them refuses them.
 */
export function keepFinite(
  flow: Flow,
  data: Table | TrainingRows,
): { readonly kept: TrainingRows; readonly skippedRows: number[] } {
  const whole = isTable(data) ? { x: data } : data;
  const { x, context, weights } = whole;
  const good = finiteRows(x, flow.dataShape);
  const goodContext = context && flow.contextShape && finiteRows(context, flow.contextShape);
  const bad = good.flatMap((isGood, row) => (isGood && (goodContext?.[row] ?? true) ? [] : [row]));
  if (bad.length === 0) return { kept: whole, skippedRows: [] };
  const dropped = new Set(bad);
  const keep = (_: unknown, row: number) => !dropped.has(row);
  const kept = {
    x: pick(x, flow.dataShape, keep),
    ...(context !== undefined && flow.contextShape && { context: pick(context, flow.contextShape, keep) }),
    ...(weights && { weights: Array.from(weights).filter(keep) }),
  };
  return { kept, skippedRows: bad };
}

/** Whether each row is finite; no answers where the data are not rows of this shape. */
function finiteRows(table: Table, shape: Shape): boolean[] {
  const rows = cut(table, sizeOf(shape));
  if (!rows?.every((row) => row?.length === sizeOf(shape))) return [];
  return rows.map((row) =>
    Array.from(row).every((value) => typeof value === 'number' && Number.isFinite(Math.fround(value))),
  );
}

function pick(table: Table, shape: Shape, keep: (row: unknown, index: number) => boolean): Rows {
  const rows = cut(table, sizeOf(shape)) ?? [];
  return rows.filter(keep);
}

/** Rows of a table, also of a flat one; nothing where there are none. */
function cut(table: Table, width: number): ArrayLike<number>[] | undefined {
  const flat = table instanceof Tensor ? (table.dataSync() as Float32Array) : table;
  if (!(flat instanceof Float32Array)) return Array.isArray(flat) ? flat : undefined;
  if (flat.length % width !== 0) return undefined;
  return Array.from({ length: flat.length / width }, (_, row) =>
    flat.subarray(row * width, (row + 1) * width),
  );
}

function isTable(data: Table | TrainingRows): data is Table {
  return data instanceof Tensor || !('x' in data);
}
