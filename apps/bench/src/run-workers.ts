import { join } from 'node:path';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { pythonPeers } from './peers/python-peers.ts';
import { onCores } from './processes/cores.ts';
import { startProcess } from './processes/measuring-process.ts';
import { type Contestant, type Course, type TurnOptions, takeTurns } from './processes/take-turns.ts';
import type { Row } from './row.ts';
import { GLOW_WORKLOADS, WORKLOADS } from './workloads.ts';

const CHILD = join(import.meta.dirname, 'processes/child.ts');

/** Steps of `fit` on one core and with two workers on two, which PyTorch's threads have as well. */
export async function runWorkers(options: TurnOptions, peers: boolean): Promise<Row[]> {
  const contestants = [
    inNode('flow', 1),
    inNode('flow-2-workers', 2),
    ...(peers ? pythonPeers(options.say).filter(({ name }) => name.startsWith('pytorch-eager')) : []),
  ];
  const rows: Row[] = [];
  for (const course of courses()) rows.push(...(await takeTurns(course, contestants, options)));
  return rows.map((row) => ({ ...row, workload: `${row.workload} workers` }));
}

function courses(): Course[] {
  const { W1 } = WORKLOADS;
  return [W1, ...Object.values(GLOW_WORKLOADS)].map((course) => ({ ...course, metrics: ['train-step'] }));
}

function inNode(name: string, cores: number): Contestant {
  return {
    name,
    start: (workload, batch) =>
      startProcess(
        onCores(cores, [pinnedNode, '--conditions=@flow/source', CHILD, name, workload, String(batch)]),
      ),
  };
}
