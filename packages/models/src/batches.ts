import { FlowError } from '@flow/backend';
import { type Call, type Shape, sizeOf } from '@flow/layers';
import { dispose, slice, Tensor, tidy } from '@tensorflow/tfjs-core';
import { dequantisationNoise } from './dequantisation-noise.ts';
import type { LogProbOptions } from './flow.ts';
import { flattenRows, rowsTensor } from './rows.ts';

/** Values of one batch: rows go through the model in pieces, so that memory does not grow with the data. */
const VALUES_A_BATCH = 2 ** 18;

type Batches = {
  /** A call for `rows` rows from `start`; `free` disposes what was made for it. */
  callFor(rows: number, options: LogProbOptions, start?: number): { call: Call; free: () => void };
  /** Applies a tensor function to flat rows, batch by batch. */
  map(
    flat: Float32Array,
    shape: Shape,
    options: LogProbOptions,
    apply: (input: Tensor, call: Call) => Tensor,
  ): Float32Array;
};

export function createBatches(contextShape: Shape | undefined): Batches {
  const callFor: Batches['callFor'] = (rows, { context, seed }, start = 0) => {
    const part =
      contextShape && context !== undefined ? contextRows(context, contextShape, start, rows) : undefined;
    const indices = Int32Array.from({ length: rows }, (_, i) => start + i);
    return {
      call: {
        ...(part && { context: part }),
        ...(seed !== undefined && { rng: dequantisationNoise(seed, 0, indices) }),
      },
      free: () => void (part && dispose(part)),
    };
  };
  return {
    callFor,
    map(flat, shape, options, apply) {
      const width = sizeOf(shape);
      const rows = flat.length / width;
      checkContextRows(options.context, contextShape, rows);
      const perBatch = Math.max(1, Math.floor(VALUES_A_BATCH / width));
      const results: Float32Array[] = [];
      for (let start = 0; start < rows; start += perBatch) {
        const end = Math.min(rows, start + perBatch);
        const { call, free } = callFor(end - start, options, start);
        const result = tidy(
          () => apply(rowsTensor(flat, shape, start, end), call).dataSync() as Float32Array,
        );
        free();
        results.push(result);
      }
      return join(results);
    },
  };
}

function contextRows(
  context: NonNullable<LogProbOptions['context']>,
  shape: Shape,
  start: number,
  rows: number,
): Tensor {
  if (context instanceof Tensor)
    return slice(context, [start], [Math.min(rows, (context.shape[0] ?? 0) - start)]);
  const flat = flattenRows('context', context, sizeOf(shape));
  return rowsTensor(flat, shape, start, Math.min(start + rows, flat.length / sizeOf(shape)));
}

function checkContextRows(context: LogProbOptions['context'], shape: Shape | undefined, rows: number): void {
  if (context === undefined || shape === undefined) return;
  const given =
    context instanceof Tensor
      ? context.shape[0]
      : flattenRows('context', context, sizeOf(shape)).length / sizeOf(shape);
  if (given === rows) return;
  throw new FlowError('shape-mismatch', {
    argument: 'context',
    message: 'Each row needs a context of its own.',
    expected: `${rows} rows`,
    received: `${given}`,
  });
}

function join(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0] as Float32Array;
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
