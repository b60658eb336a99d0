import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedNode, root } from '@flow-tooling/bootstrap/environment';
import { findPython } from '../peers/python-peers.ts';
import { onCores } from '../processes/cores.ts';
import type { TurnOptions } from '../processes/take-turns.ts';
import type { Row } from '../row.ts';
import { type DepthFigures, depthRows } from './depth-figures.ts';
import { DEPTH_MODEL, DEPTHS } from './depth-model.ts';

const MEASURE = join(import.meta.dirname, 'measure-memory.ts');
const PYTORCH = join(root, 'tooling/peers/memory.py');
const MOST_OUTPUT = 2 ** 24;

const execute = promisify(execFile);

/** Activations of a Glow over its depth: stored, rebuilt from the output and, with peers, held by PyTorch's autograd. */
export async function runMemory({ rounds, machine, say }: TurnOptions, peers: boolean): Promise<Row[]> {
  const runs = 2 * rounds;
  say(`memory over the depth, ${runs} runs of each`);
  const own = await figuresFrom([pinnedNode, '--conditions=@flow/source', MEASURE, String(runs)]);
  const python = peers ? findPython('torch', say) : undefined;
  if (python === undefined) return depthRows(own, machine);
  say('memory over the depth, PyTorch');
  const model = JSON.stringify({ ...DEPTH_MODEL, depths: DEPTHS });
  return depthRows([...own, ...(await figuresFrom([python, PYTORCH, model, String(runs)]))], machine);
}

async function figuresFrom(command: readonly [string, ...string[]]): Promise<DepthFigures[]> {
  const [program, ...args] = onCores(1, command);
  const environment = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await execute(program, args, { env: environment, maxBuffer: MOST_OUTPUT });
  return JSON.parse(stdout) as DepthFigures[];
}
