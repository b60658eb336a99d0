import { createRng, FlowError } from '@flow/backend';
import type { Flow, Rows } from '@flow/models';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkColumns } from './constant-columns.ts';
import { keepFinite } from './finite-rows.ts';
import type { CheckedOptions } from './fit-options.ts';
import { checkLoneRow } from './lone-row.ts';
import {
  type BatchSource,
  checkParts,
  dropUnweighted,
  isRows,
  iteratedBatches,
  type RowTable,
  readRows,
  selectRows,
  shuffledBatches,
  type TrainingRows,
} from './training-data.ts';

/** What training learns from: rows, or an (async) iterable that gives the batches of one epoch. */
export type FitData =
  | Rows
  | Tensor
  | TrainingRows
  | Iterable<Rows | Tensor | TrainingRows>
  | AsyncIterable<Rows | Tensor | TrainingRows>;

export type PreparedData = {
  readonly source: BatchSource;
  readonly validation: RowTable | undefined;
  /** Left out because they are not finite. */
  readonly skippedRows: readonly number[];
  readonly constantColumns: readonly number[];
};

/** Reads and checks the data, and sets the validation rows aside. @throws invalid-argument, invalid-data, shape-mismatch */
export function prepareData(flow: Flow, data: FitData, options: CheckedOptions): PreparedData {
  const { batchSize, seed, validation } = options;
  if (!isRows(data)) return prepareIterable(flow, data, options);
  checkParts(data, 'data');
  const order = createRng(seed).fork('order');
  const { kept, skippedRows } =
    options.invalidRows === 'skip' ? keepFinite(flow, data) : { kept: data, skippedRows: [] };
  const table = dropUnweighted(flow, readRows(flow, kept));
  const constantColumns = checkColumns(flow, table, options.constantColumns);
  const dealt = (rows: RowTable, watched: RowTable | undefined) => {
    checkLoneRow(flow, rows.size % batchSize || batchSize, 'batchSize');
    return {
      source: shuffledBatches(flow, rows, batchSize, order),
      validation: watched,
      skippedRows,
      constantColumns,
    };
  };
  if (typeof validation !== 'number') return dealt(table, readValidation(flow, validation));
  const { training, held } = setAside(flow, table, validation, seed);
  return dealt(training, held);
}

function prepareIterable(
  flow: Flow,
  data: Parameters<typeof iteratedBatches>[1],
  { validation, invalidRows }: CheckedOptions,
): PreparedData {
  if (typeof validation === 'number') throw noShare(validation);
  if (invalidRows === 'skip') {
    throw new FlowError('invalid-argument', {
      argument: 'invalidRows',
      message: 'Rows are left out of tables only: filter the batches of an iterable before.',
      expected: "'refuse'",
      received: "'skip'",
    });
  }
  const watched = readValidation(flow, validation);
  return { source: iteratedBatches(flow, data), validation: watched, skippedRows: [], constantColumns: [] };
}

function readValidation(flow: Flow, rows: Exclude<CheckedOptions['validation'], number>) {
  return rows === undefined ? undefined : readRows(flow, rows, 'validation');
}

/** Draws the rows of validation by the seed. @throws invalid-data */
function setAside(flow: Flow, table: RowTable, share: number, seed: number) {
  if (table.size < 2) {
    throw new FlowError('invalid-data', {
      argument: 'validation',
      message: 'One row cannot be split into training and validation.',
      expected: '2 rows or more',
      received: String(table.size),
    });
  }
  const shuffled = createRng(seed).fork('validation').permutation(table.size);
  const held = Math.min(table.size - 1, Math.max(1, Math.round(share * table.size)));
  return {
    training: selectRows(flow, table, shuffled.slice(held)),
    held: selectRows(flow, table, shuffled.slice(0, held)),
  };
}

function noShare(share: number): FlowError {
  return new FlowError('invalid-argument', {
    argument: 'validation',
    message: 'No share can be set aside from an iterable of batches: give validation rows.',
    expected: 'rows',
    received: String(share),
  });
}
