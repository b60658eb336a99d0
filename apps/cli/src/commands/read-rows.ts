import { readFile } from 'node:fs/promises';
import { FlowError } from '@flow/backend';
import { parseCsv } from '@flow/datasets';
import type { Flow } from '@flow/models';

/**
 * The rows of a CSV file in the order of a model's columns: by name where both have names.
 *
 * @returns row-major [rows, features]
 * @throws FlowError for a file that is no table, lacks values or has other columns than the model
 */
export async function readRows(file: string, { features, data }: Flow): Promise<Float32Array> {
  const bytes = await readFile(file);
  const first = await parseCsv(bytes);
  const names = first.report.header ? data?.names : undefined;
  const { dataset, report } = names ? await parseCsv(bytes, { columns: names }) : first;
  const [missing] = report.droppedLines;
  if (missing !== undefined) {
    throw new FlowError('invalid-data', {
      argument: `${file}, line ${missing}`,
      message: 'A row with missing values has no log-probability; fill or drop such rows first.',
    });
  }
  if (dataset.schema.features !== features) {
    throw new FlowError('shape-mismatch', {
      argument: file,
      message: 'The table has another number of columns than the model.',
      expected: `${features} columns`,
      received: `${dataset.schema.features}`,
    });
  }
  return dataset.values;
}
