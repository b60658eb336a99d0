import { FlowError, type Rng } from '@flow/backend';
import { type Shape, sizeOf } from '@flow/layers';
import { checkLevels, type Flow, flattenRows, type Rows } from '@flow/models';
import { dispose, Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkLoneRow } from './lone-row.ts';

/** Rows to learn from, with what may come with each. */
export type TrainingRows = {
  /** [rows, features], or [rows, ...dataShape]. */
  readonly x: Rows | Tensor;
  /** One row of context for each row of x. */
  readonly context?: Rows | Tensor;
  /** Weight of each row in the loss, 0 or more; default 1. */
  readonly weights?: ArrayLike<number>;
};

/** One step's rows as tensors; `rows` are their indices in the data set. The receiver disposes them. */
export type Batch = {
  readonly x: Tensor;
  readonly context?: Tensor;
  readonly weights?: Tensor;
  /** Of the weights. */
  readonly weightSum?: number;
  readonly rows: Int32Array;
};

/** Data that deal out batches, the same ones for the same epoch. */
export type BatchSource = {
  /** Rows of an epoch; unknown where batches come from an iterable. */
  readonly size: number | undefined;
  /** The rows, where they are known before the run. */
  readonly table?: RowTable;
  epoch(epoch: number): Iterable<Batch> | AsyncIterable<Batch>;
};

/** Host copy of training rows: flat float32 arrays. */
export type RowTable = {
  readonly size: number;
  readonly x: Float32Array;
  readonly context?: Float32Array;
  readonly weights?: Float32Array;
};

/**
 * Copies rows to the host and checks them: known parts, widths, counts, every value finite.
 *
 * @throws invalid-argument, shape-mismatch, invalid-data
 */
export function readRows(flow: Flow, data: Rows | Tensor | TrainingRows, argument = 'data'): RowTable {
  checkParts(data, argument);
  const { x, context, weights } = isTrainingRows(data) ? data : { x: data };
  const flat = flatRows(`${argument}.x`, x, flow.dataShape);
  checkLevels(`${argument}.x`, flat, flow.data);
  const size = flat.length / flow.features;
  if (size === 0) {
    throw new FlowError('invalid-data', { argument, message: 'There are no rows to learn from.' });
  }
  const contextFlat = flow.contextShape && contextRows(argument, context, flow.contextShape, size);
  return {
    size,
    x: flat,
    ...(contextFlat && { context: contextFlat }),
    ...(weights && { weights: checkWeights(argument, weights, size) }),
  };
}

/** Deals a table's rows in an order drawn anew for each epoch. */
export function shuffledBatches(flow: Flow, table: RowTable, batchSize: number, rng: Rng): BatchSource {
  return {
    size: table.size,
    table,
    *epoch(epoch) {
      const order = rng.fork(epoch).permutation(table.size);
      for (let start = 0; start < table.size; start += batchSize) {
        yield takeRows(flow, table, order.slice(start, start + batchSize));
      }
    },
  };
}

/** Some rows of a table as tensors. */
export function takeRows(flow: Flow, table: RowTable, rows: Int32Array): Batch {
  return toBatch(flow, selectRows(flow, table, rows), rows);
}

/** A whole table as tensors. @param rows the indices of its rows in the data set */
export function toBatch(flow: Flow, { size, x, context, weights }: RowTable, rows: Int32Array): Batch {
  const contextShape = flow.contextShape ?? [];
  return {
    rows,
    x: tensor(x, [size, ...flow.dataShape], 'float32'),
    ...(context && { context: tensor(context, [size, ...contextShape], 'float32') }),
    ...(weights && {
      weights: tensor(weights, [size], 'float32'),
      weightSum: weights.reduce((sum, weight) => sum + weight, 0),
    }),
  };
}

export function disposeBatch({ x, context, weights }: Batch): void {
  dispose([x, ...(context ? [context] : []), ...(weights ? [weights] : [])]);
}

/** Some rows of a table as a table of its own. */
export function selectRows(flow: Flow, table: RowTable, rows: Int32Array): RowTable {
  const pick = (flat: Float32Array, width: number) => {
    const values = new Float32Array(rows.length * width);
    rows.forEach((row, i) => void values.set(flat.subarray(row * width, (row + 1) * width), i * width));
    return values;
  };
  return {
    size: rows.length,
    x: pick(table.x, flow.features),
    ...(table.context && { context: pick(table.context, sizeOf(flow.contextShape ?? [])) }),
    ...(table.weights && { weights: pick(table.weights, 1) }),
  };
}

/** Whether the data are rows, and not an iterable of batches; an array of batches is an iterable of them. */
export function isRows(data: unknown): data is Rows | Tensor | TrainingRows {
  if (Array.isArray(data)) return !isBatch(data[0]);
  return data instanceof Float32Array || data instanceof Tensor || isTrainingRows(data);
}

/** Whether an element of an array is a batch, and not a row. */
function isBatch(element: unknown): boolean {
  const isListOfRows = Array.isArray(element) && typeof element[0] === 'object' && element[0] !== null;
  return isListOfRows || element instanceof Tensor || isTrainingRows(element);
}

function isTrainingRows(data: unknown): data is TrainingRows {
  return typeof data === 'object' && data !== null && !(data instanceof Tensor) && 'x' in data;
}

const PARTS = ['x', 'context', 'weights'];

/** Refuses what would be left out of the training without a word. @throws invalid-argument */
export function checkParts(data: Rows | Tensor | TrainingRows, argument: string): void {
  if (!isTrainingRows(data)) return;
  const unknown = Object.entries(data).find(([key, part]) => !PARTS.includes(key) && part !== undefined)?.[0];
  if (unknown === undefined) return;
  throw new FlowError('invalid-argument', {
    argument: `${argument}.${unknown}`,
    message:
      unknown === 'labels'
        ? 'Labels are given as a context: { x, context: oneHot(labels, classes) }.'
        : 'Rows to learn from have no such part.',
    expected: PARTS.join(', '),
    received: unknown,
  });
}

/**
 * A table without the rows of weight 0: a batch of nothing else would have no mean, and what does not count
 * must not be able to spoil a step.
 */
export function dropUnweighted(flow: Flow, table: RowTable): RowTable {
  const { weights, size } = table;
  if (!weights?.includes(0)) return table;
  const rows = Int32Array.from({ length: size }, (_, i) => i).filter((row) => weights[row] !== 0);
  return selectRows(flow, table, rows);
}

/** Deals batches that the caller makes; rows are numbered as they come. */
export function iteratedBatches(
  flow: Flow,
  data: Iterable<Rows | Tensor | TrainingRows> | AsyncIterable<Rows | Tensor | TrainingRows>,
): BatchSource {
  return {
    size: undefined,
    async *epoch() {
      let from = 0;
      for await (const part of data) {
        const table = readRows(flow, part, 'batch');
        checkLoneRow(flow, table.size, 'batch');
        const batch = takeRows(
          flow,
          table,
          Int32Array.from({ length: table.size }, (_, i) => i),
        );
        yield { ...batch, rows: batch.rows.map((row) => row + from) };
        from += table.size;
      }
    },
  };
}

function flatRows(argument: string, rows: Rows | Tensor, shape: Shape): Float32Array {
  const width = sizeOf(shape);
  if (!(rows instanceof Tensor)) return flattenRows(argument, rows, width);
  const sides = rows.shape.slice(1).join();
  if (rows.rank > 0 && (sides === shape.join() || sides === `${width}`)) {
    return flattenRows(argument, Float32Array.from(rows.dataSync()), width);
  }
  throw new FlowError('shape-mismatch', {
    argument,
    message: 'A tensor of rows has one datum after the other.',
    expected: `[rows, ${shape.join(', ')}]`,
    received: `[${rows.shape.join(', ')}]`,
  });
}

function contextRows(
  argument: string,
  context: TrainingRows['context'],
  shape: Shape,
  rows: number,
): Float32Array {
  if (context === undefined) {
    throw new FlowError('context-missing', {
      argument: `${argument}.context`,
      message: 'This flow is conditioned on a context: give one row of it for each row of x.',
      expected: `${rows} rows of ${sizeOf(shape)} numbers`,
    });
  }
  const flat = flatRows(`${argument}.context`, context, shape);
  if (flat.length === rows * sizeOf(shape)) return flat;
  throw new FlowError('shape-mismatch', {
    argument: `${argument}.context`,
    message: 'Each row needs a context of its own.',
    expected: `${rows} rows`,
    received: `${flat.length / sizeOf(shape)}`,
  });
}

function checkWeights(argument: string, weights: ArrayLike<number>, rows: number): Float32Array {
  const flat = Float32Array.from(weights);
  const isGood = flat.length === rows && flat.every((weight) => weight >= 0 && weight < Infinity);
  if (isGood && flat.some((weight) => weight > 0)) return flat;
  throw new FlowError('invalid-data', {
    argument: `${argument}.weights`,
    message: 'Each row has one weight, finite and not negative, and some weight is positive.',
    expected: `${rows} weights`,
    received: flat.length === rows ? 'negative, infinite or all zero weights' : `${flat.length}`,
  });
}
