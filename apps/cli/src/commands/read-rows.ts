import { readFile } from 'node:fs/promises';
import { FlowError } from '@flow/backend';
import { type Dataset, idxDataset, padImages, parseCsv, parseIdx } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { isIdxFile } from './idx-file.ts';

type ReadOptions = {
  /** Puts a margin around pictures that are smaller than the model's. */
  readonly pads: boolean;
};

/**
 * The rows of a file in the order of a model's columns.
 *
 * @param file CSV, or IDX by its name
 * @returns row-major [rows, features]
 * @throws FlowError for a file that is no table, lacks values or has other columns than the model
 */
export async function readRows(file: string, flow: Flow, { pads }: ReadOptions): Promise<Float32Array> {
  const bytes = await readFile(file);
  const table = isIdxFile(file) ? idxDataset(await parseIdx(bytes)) : await readTable(file, bytes, flow);
  const fitting = pads ? padded(table, flow) : table;
  checkShape(file, fitting, flow);
  return fitting.values;
}

/** Columns by name where both have names. */
async function readTable(file: string, bytes: Uint8Array, { data }: Flow): Promise<Dataset> {
  const first = await parseCsv(bytes);
  const names = first.report.header ? data?.names : undefined;
  const { dataset, report } = names ? await parseCsv(bytes, { columns: names }) : first;
  const [missing] = report.droppedLines;
  if (missing === undefined) return dataset;
  throw new FlowError('invalid-data', {
    argument: `${file}, line ${missing}`,
    message: 'A row with missing values has no log-probability; fill or drop such rows first.',
  });
}

function padded(table: Dataset, { data }: Flow): Dataset {
  const [height, width] = data?.shape ?? [];
  if (height === undefined || width === undefined || table.schema.shape === undefined) return table;
  return padImages(table, { height, width });
}

function checkShape(file: string, { schema }: Dataset, { features, data }: Flow): void {
  const isPictures = schema.shape !== undefined && data?.shape !== undefined;
  const [expected, received] = isPictures ? [data.shape, schema.shape] : [[features], [schema.features]];
  if (expected.join() === received.join()) return;
  throw new FlowError('shape-mismatch', {
    argument: file,
    message: isPictures
      ? 'The pictures have another shape than the model’s; --pad puts a margin around smaller ones.'
      : 'The table has another number of columns than the model.',
    expected: isPictures ? expected.join('x') : `${features} columns`,
    received: received.join('x'),
  });
}
