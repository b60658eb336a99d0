import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import type { TrainingResult } from './training-run.ts';

export type Engine = 'flow' | 'tfjs-wasm';

/** Trains W1 in a process of its own: kernels and gradients are global. */
export async function trainApart(
  engine: Engine,
  { batch, steps, seed = 0 }: { readonly batch: number; readonly steps: number; readonly seed?: number },
): Promise<TrainingResult> {
  const main = join(import.meta.dirname, 'main.ts');
  const settings = [engine, batch, steps, seed].map(String);
  const { stdout } = await promisify(execFile)(pinnedNode, ['--conditions=@flow/source', main, ...settings]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
