import { readFile } from 'node:fs/promises';
import type { Dataset } from '@flow/datasets';
import { type Flow, loadFlow } from '@flow/models';
import { labelsOf } from './flow-rows.ts';

/**
 * Loads a model file and asks it and the flow that wrote it for log p of the same rows.
 *
 * @returns how many rows have the same bits
 */
export async function countBitEqual(file: string, flow: Flow, table: Dataset): Promise<number> {
  const again = loadFlow(await readFile(file));
  const classes = labelsOf(flow, table, table.rows);
  const expected = bitsOf(flow.logProb(table.values, classes));
  const received = bitsOf(again.logProb(table.values, classes));
  again.dispose();
  return received.filter((bits, row) => bits === expected[row]).length;
}

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);
