import { FlowError } from '@flow/backend';
import type { Dataset } from './dataset.ts';

/** What brings each column to mean 0 and variance 1: (x − mean)/std. Plain JSON. */
export type Standardisation = {
  /** One a column: [features]. */
  readonly mean: readonly number[];
  /** Of a constant column, 1. */
  readonly std: readonly number[];
  /** Indices of columns that hold one value only: no density over them exists. */
  readonly constant: readonly number[];
};

/**
 * The mean and standard deviation of each column, dividing by the number of rows. Take them from the training
 * rows alone.
 *
 * @returns mean and std [features], accumulated in float64 by two passes
 * @throws invalid-data for a table without rows
 * @example
 * ```ts
 * const { mean, std, constant } = standardisation((await digits()).train);
 * console.log(mean[1]?.toFixed(2), std[1]?.toFixed(2), constant); // 0.28 0.83 [ 0, 24, 32, 39 ]
 * ```
 */
export function standardisation(dataset: Dataset): Standardisation {
  const { rows, values, schema } = dataset;
  if (rows === 0) {
    throw new FlowError('invalid-data', {
      argument: 'dataset',
      message: 'No rows, no statistics.',
      expected: 'at least one row',
      received: '0',
    });
  }
  const columnMean = (column: number, map: (value: number) => number): number => {
    let sum = 0;
    for (let i = column; i < values.length; i += schema.features) sum += map(values[i] as number);
    return sum / rows;
  };
  const columns = Array.from({ length: schema.features }, (_, column) => column);
  const mean = columns.map((column) => columnMean(column, (value) => value));
  const deviation = columns.map((column) =>
    Math.sqrt(columnMean(column, (value) => (value - (mean[column] ?? 0)) ** 2)),
  );
  const constant = columns.filter(
    (column) => columnMean(column, (value) => +(value !== values[column])) === 0,
  );
  return { mean, std: deviation.map((std, column) => (constant.includes(column) ? 1 : std)), constant };
}
