import type { Dataset } from '@flow/datasets';
import { type Flow, oneHot } from '@flow/models';
import type { TrainingRows } from '@flow/train';

/** Rows of a table as `fit` and `evaluate` take them: with their classes where the flow is one of each class. */
export function flowRows({ contextShape }: Flow, { values, labels }: Dataset): TrainingRows {
  const [classes] = contextShape ?? [];
  if (classes === undefined || labels === undefined) return { x: values };
  return { x: values, context: oneHot(labels, classes) };
}

/** The classes of the first rows, or of those named, as options of a flow's functions; nothing where it knows none. */
export function labelsOf(
  { contextShape }: Flow,
  { labels }: Dataset,
  rows: number | readonly number[],
): { readonly labels?: ArrayLike<number> } {
  if (contextShape === undefined || labels === undefined) return {};
  return {
    labels: typeof rows === 'number' ? labels.subarray(0, rows) : rows.map((row) => labels[row] as number),
  };
}

/** Classes of n samples, each in turn, as an option of `sample`; nothing where the flow knows none. */
export function labelInTurn({ contextShape }: Flow, n: number): { readonly label?: readonly number[] } {
  const [classes] = contextShape ?? [];
  return classes === undefined ? {} : { label: Array.from({ length: n }, (_, i) => i % classes) };
}
