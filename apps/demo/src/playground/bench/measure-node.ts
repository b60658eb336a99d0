import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, 'node-rate.ts');

/** Steps a second of the same training in a process of Node. */
export async function measureNode(
  kernels: 'reproducible' | 'fastest',
  query: string,
  seconds: number,
): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@flow/source',
    PROGRAM,
    kernels,
    query,
    String(seconds),
  ]);
  return Number(stdout);
}
