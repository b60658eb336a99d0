import { FlowError } from '@flow/backend';
import { type Call, type Shape, sizeOf } from '@flow/layers';
import { dispose, slice, Tensor, tidy } from '@tensorflow/tfjs-core';
import { dequantisationNoise } from './dequantisation-noise.ts';
import type { LogProbOptions } from './flow.ts';
import { flattenRows, rowsTensor } from './rows.ts';

type Batches = {
  /**
   * Runs with the call of `rows` rows, of which the first is row `start` of its data set, and frees what was
   * made for it. @throws shape-mismatch where there is not one context for each row
   */
  withCall<T>(rows: number, options: LogProbOptions, run: (call: Call) => T, start?: number): T;
  /** Applies a tensor function to flat rows, `rowsAtOnce` of them at a time. */
  map(
    flat: Float32Array,
    shape: Shape,
    options: LogProbOptions,
    apply: (input: Tensor, call: Call) => Tensor,
  ): Float32Array;
};

export function createBatches(contextShape: Shape | undefined, rowsAtOnce: number): Batches {
  const withPart = <T>(
    rows: number,
    { context, seed }: ReadOptions,
    run: (call: Call) => T,
    start: number,
    offset: number,
  ): T => {
    const part = contextShape && context && contextRows(context, contextShape, offset, rows);
    const indices = Int32Array.from({ length: rows }, (_, i) => start + i);
    try {
      return run({
        ...(part && { context: part }),
        ...(seed !== undefined && { rng: dequantisationNoise(seed, 0, indices) }),
      });
    } finally {
      if (part) dispose(part);
    }
  };
  return {
    withCall: (rows, options, run, start = 0) =>
      withPart(rows, readOptions(options, contextShape, rows), run, start, 0),
    map(flat, shape, options, apply) {
      const width = sizeOf(shape);
      const rows = flat.length / width;
      const read = readOptions(options, contextShape, rows);
      const results: Float32Array[] = [];
      for (let start = 0; start < rows; start += rowsAtOnce) {
        const end = Math.min(rows, start + rowsAtOnce);
        const run = (call: Call) =>
          tidy(() => {
            const result = apply(rowsTensor(flat, shape, start, end), call);
            const values = result.dataSync() as Float32Array;
            // Gradients are kept through tidies.
            result.dispose();
            return values;
          });
        results.push(withPart(end - start, read, run, start, start));
      }
      return join(results);
    },
  };
}

/** Options whose context is checked and flat. */
type ReadOptions = { readonly context?: Float32Array | Tensor; readonly seed?: number };

function readOptions({ context, seed }: LogProbOptions, shape: Shape | undefined, rows: number): ReadOptions {
  const given =
    context === undefined || shape === undefined || context instanceof Tensor
      ? context
      : flattenRows('context', context, sizeOf(shape));
  checkContextRows(given, shape, rows);
  return {
    ...(given && shape && { context: given as Float32Array | Tensor }),
    ...(seed !== undefined && { seed }),
  };
}

function contextRows(context: Float32Array | Tensor, shape: Shape, start: number, rows: number): Tensor {
  return context instanceof Tensor
    ? slice(context, [start], [rows])
    : rowsTensor(context, shape, start, start + rows);
}

function checkContextRows(context: LogProbOptions['context'], shape: Shape | undefined, rows: number): void {
  if (context === undefined || shape === undefined) return;
  const given = context instanceof Tensor ? context.shape[0] : context.length / sizeOf(shape);
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
