import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { onCores } from '../processes/cores.ts';
import { startProcess } from '../processes/measuring-process.ts';
import type { Contestant } from '../processes/take-turns.ts';

const FOLDER = join(root, 'tooling/peers');
const TURNS = join(import.meta.dirname, 'turns.py');
const INTERPRETERS = [join(FOLDER, '.venv/bin/python'), 'python3', 'python'];

/** Subjects of `tooling/peers/bench.py` by the module that they need, with their number of cores. */
const PEERS = [
  { module: 'torch', name: 'pytorch-eager-1t', cores: 1 },
  { module: 'torch', name: 'pytorch-eager-2t', cores: 2 },
  { module: 'torch', name: 'pytorch-compile-1t', cores: 1 },
  { module: 'torch', name: 'pytorch-compile-2t', cores: 2 },
  { module: 'jax', name: 'jax-jit-1c', cores: 1 },
  { module: 'jax', name: 'jax-jit-2c', cores: 2 },
] as const;

/** The peers that this machine's Python can run; says what is missing. */
export function pythonPeers(say: (line: string) => void): Contestant[] {
  if (!existsSync(join(FOLDER, 'bench.py'))) {
    say(`no peers: ${FOLDER}/bench.py is not there`);
    return [];
  }
  return (['torch', 'jax'] as const).flatMap((module) => {
    const python = findPython(module, say);
    return python === undefined
      ? []
      : PEERS.filter((peer) => peer.module === module).map(contestantOn(python));
  });
}

/** A Python that can import the module; where there is none, says so. */
export function findPython(module: 'torch' | 'jax', say: (line: string) => void): string | undefined {
  const python = INTERPRETERS.find((candidate) => canImport(candidate, module));
  if (python === undefined) {
    say(`no ${module}: no Python here can import it; tooling/peers/requirements*.txt say what to install`);
  }
  return python;
}

function canImport(python: string, module: string): boolean {
  const find = `import importlib.util as u, sys; sys.exit(u.find_spec("${module}") is None)`;
  return spawnSync(python, ['-c', find]).status === 0;
}

function contestantOn(python: string) {
  return ({ name, cores }: (typeof PEERS)[number]): Contestant => ({
    name,
    start(workload, batch) {
      const command = onCores(cores, [python, TURNS, FOLDER, name, workload, String(batch)]);
      return startProcess(command, { ...process.env, OMP_NUM_THREADS: String(cores), ...KEEP_MEMORY });
    },
  });
}

/** glibc gives large blocks back to the system after every step and faults them in again. */
const KEEP_MEMORY = { MALLOC_TRIM_THRESHOLD_: '1000000000', MALLOC_MMAP_THRESHOLD_: '1000000000' };
