import type { Dataset } from '@flow/datasets';

/** One row of a table, without a copy. */
export function rowOf({ values, schema }: Dataset, row: number): Float32Array {
  return values.subarray(row * schema.features, (row + 1) * schema.features);
}

/** The first rows of a table, as many as there are up to n. */
export function firstRows(table: Dataset, n: number): Float32Array[] {
  return Array.from({ length: Math.min(n, table.rows) }, (_, row) => rowOf(table, row));
}

/** The name of a row's class, where rows have classes. */
export function classOf({ labels, classNames }: Dataset, row: number): string | undefined {
  const label = labels?.[row];
  return label === undefined ? undefined : classNames?.[label];
}
