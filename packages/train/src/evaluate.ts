import { dequantisationNoise, type Flow, type Rows, rowsPerBatch } from '@flow/models';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkCount } from './fit-options.ts';
import { disposeBatch, type RowTable, readRows, type TrainingRows, takeRows } from './training-data.ts';

/** How well a flow describes rows, with the standard error of each mean over rows. */
export type Evaluation = {
  readonly rows: number;
  /** Mean −log p(x) in nats, in the units of the original data. */
  readonly nll: number;
  /** Of `nll`, in nats. */
  readonly nllStandardError: number;
  /** nll / D, in nats. */
  readonly nllPerDim: number;
  /** nll / (D ln 2), in bits; only where the flow declares a quantisation. */
  readonly bitsPerDim?: number;
  /** Of `bitsPerDim`, in bits. */
  readonly bitsPerDimStandardError?: number;
};

export type EvaluateOptions = {
  /** Of the dequantisation noise of integer data; default 0. */
  readonly seed?: number;
  /** Default 1024, and fewer where a network is wide: pictures go through in batches of bounded memory. */
  readonly batchSize?: number;
};

/**
 * The mean negative log-likelihood of rows. Integer data get dequantisation noise drawn by (seed, row), so bits
 * per dimension are a bound that anyone can reproduce.
 *
 * @throws shape-mismatch, invalid-data, invalid-argument
 * @example
 * ```ts
 * evaluate(flow, rows).rows; // 100
 * ```
 */
export function evaluate(
  flow: Flow,
  data: Rows | Tensor | TrainingRows,
  { seed = 0, batchSize = boundedBatch(flow) }: EvaluateOptions = {},
): Evaluation {
  checkCount('batchSize', batchSize, 1, 'evaluate');
  return evaluateTable(flow, readRows(flow, data), seed, batchSize);
}

/** The same for rows that were read and checked before. */
export function evaluateTable(
  flow: Flow,
  table: RowTable,
  seed: number,
  batchSize = boundedBatch(flow),
): Evaluation {
  const losses: number[] = [];
  for (let start = 0; start < table.size; start += batchSize) {
    const rows = Int32Array.from({ length: Math.min(batchSize, table.size - start) }, (_, i) => start + i);
    losses.push(...lossesOf(flow, table, rows, seed));
  }
  return summarise(losses, table.weights, flow);
}

const boundedBatch = ({ bijector }: Flow): number => Math.min(1024, rowsPerBatch(bijector));

/** −log p of some rows, summed in float64. */
function lossesOf(flow: Flow, table: RowTable, rows: Int32Array, seed: number): number[] {
  const batch = takeRows(flow, table, rows);
  const { x, context } = batch;
  try {
    const call = { rng: dequantisationNoise(seed, 0, rows), ...(context && { context }) };
    const [density, volume] = tidy(() => {
      const { value, logDet } = flow.bijector.inverse(x, call);
      return [flow.base.logProb(value), logDet].map((part) => part.dataSync());
    });
    return Array.from(rows, (_, i) => -Number(density?.[i]) - Number(volume?.[i]));
  } finally {
    disposeBatch(batch);
  }
}

function summarise(losses: readonly number[], weights: Float32Array | undefined, flow: Flow): Evaluation {
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const total = losses.reduce((sum, _, row) => sum + weightOf(row), 0);
  const nll = losses.reduce((sum, loss, row) => sum + weightOf(row) * loss, 0) / total;
  const squares = losses.reduce((sum, loss, row) => sum + (weightOf(row) * (loss - nll)) ** 2, 0);
  // Of a weighted mean; with equal weights the usual s/√n.
  const nllStandardError =
    (Math.sqrt(squares) / total) * Math.sqrt(losses.length / Math.max(1, losses.length - 1));
  const bits = flow.features * Math.LN2;
  return {
    rows: losses.length,
    nll,
    nllStandardError,
    nllPerDim: nll / flow.features,
    ...(flow.data?.quantization && {
      bitsPerDim: nll / bits,
      bitsPerDimStandardError: nllStandardError / bits,
    }),
  };
}
