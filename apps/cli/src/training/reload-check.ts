import { readFile } from 'node:fs/promises';
import { type Flow, loadFlow } from '@flow/models';

/**
 * Loads a model file and asks it and the flow that wrote it for log p of the same rows.
 *
 * @returns how many rows have the same bits
 */
export async function countBitEqual(file: string, flow: Flow, rows: Float32Array): Promise<number> {
  const again = loadFlow(await readFile(file));
  const expected = bitsOf(flow.logProb(rows));
  const received = bitsOf(again.logProb(rows));
  again.dispose();
  return received.filter((bits, row) => bits === expected[row]).length;
}

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);
