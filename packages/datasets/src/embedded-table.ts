import { fromBase64 } from './base64.ts';
import type { DatasetContent, Split } from './dataset.ts';
import { createDataset } from './dataset.ts';
import { gunzip } from './gzip.ts';
import { takeSplit } from './split.ts';

/** What `scripts/generate.mjs` writes for each table. */
export type EmbeddedTable = {
  readonly packed: string;
  readonly split: { readonly [part in keyof Split]: readonly number[] };
};

/** The text of an embedded table. */
export async function unpackText({ packed }: Pick<EmbeddedTable, 'packed'>): Promise<string> {
  return new TextDecoder().decode(await gunzip(fromBase64(packed)));
}

/** Reads lines of numbers whose last is the class, after `skip` lines. */
export async function labelledSplit(
  table: EmbeddedTable,
  skip: number,
  description: Omit<DatasetContent, 'values' | 'labels'>,
): Promise<Split> {
  const { features } = description.schema;
  const lines = (await unpackText(table)).trim().split('\n').slice(skip);
  const values = new Float32Array(lines.length * features);
  const labels = new Int32Array(lines.length);
  lines.forEach((line, row) => {
    const cells = line.split(',').map(Number);
    values.set(cells.slice(0, features), row * features);
    labels[row] = cells[features] ?? -1;
  });
  return takeSplit(createDataset({ ...description, values, labels }), table.split);
}
