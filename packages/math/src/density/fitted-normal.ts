import { FlowError } from '@flow/backend';

/** A normal distribution that was fitted to rows of data, on the host in float64: something to compare a flow with. */
export type FittedNormal = {
  /** D, the numbers in a row. */
  readonly features: number;
  /** μ, [D]. */
  readonly mean: Float64Array;
  /** How many numbers were fitted. */
  readonly parameterCount: number;
  /** log p of each row in nats: row-major [rows, D] -> [rows]. @throws shape-mismatch */
  logProb(rows: ArrayLike<number>): Float64Array;
};

/** Rows of data on the host, row-major [rows, D]. */
export type HostRows = {
  readonly values: ArrayLike<number>;
  readonly features: number;
  readonly rows: number;
};

/** @throws invalid-argument, shape-mismatch, not-finite; two rows or more have a variance */
export function checkRows(values: ArrayLike<number>, features: number): HostRows {
  const rows = countRows(values, features);
  if (rows < 2) {
    throw new FlowError('invalid-argument', {
      argument: 'values',
      message: 'A spread is fitted to two rows or more.',
      expected: 'two rows or more',
      received: String(rows),
    });
  }
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new FlowError('not-finite', {
      argument: 'values',
      message: 'The rows hold a number that is not finite.',
      received: `${values[i]} in row ${Math.floor(i / features)}, column ${i % features}`,
    });
  }
  return { values, features, rows };
}

/** @throws invalid-argument, shape-mismatch */
export function countRows(values: ArrayLike<number>, features: number): number {
  if (!Number.isSafeInteger(features) || features < 1) {
    throw new FlowError('invalid-argument', {
      argument: 'features',
      message: 'A row has at least one number.',
      expected: 'a whole number, 1 or more',
      received: String(features),
    });
  }
  const rows = values.length / features;
  if (Number.isInteger(rows)) return rows;
  throw new FlowError('shape-mismatch', {
    argument: 'values',
    message: 'The values do not fill whole rows.',
    expected: `a multiple of ${features}`,
    received: String(values.length),
  });
}

/** μ and the mean of (x − μ)² of each column: what is likeliest, not what is unbiased. */
export function momentsOf({ values, features, rows }: HostRows): {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
} {
  const mean = new Float64Array(features);
  const variance = new Float64Array(features);
  for (let i = 0; i < values.length; i++) accumulate(mean, i % features, values[i] as number);
  for (let d = 0; d < features; d++) mean[d] = (mean[d] as number) / rows;
  for (let i = 0; i < values.length; i++) {
    const d = i % features;
    accumulate(variance, d, ((values[i] as number) - (mean[d] as number)) ** 2);
  }
  for (let d = 0; d < features; d++) variance[d] = (variance[d] as number) / rows;
  return { mean, variance };
}

function accumulate(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}
