import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { HELP, type Part, readArguments } from './arguments.ts';
import { runMemory } from './memory/run-memory.ts';
import { convolutionSummary } from './micro/convolution-summary.ts';
import { productSummary } from './micro/product-summary.ts';
import { runMicro } from './micro/run-micro.ts';
import { pythonPeers } from './peers/python-peers.ts';
import { describeMachine, onCores } from './processes/cores.ts';
import { startProcess } from './processes/measuring-process.ts';
import { type Contestant, type Course, type TurnOptions, takeTurns } from './processes/take-turns.ts';
import { htmlReport } from './report/html-report.ts';
import { textTable } from './report/text-table.ts';
import type { Row } from './row.ts';
import { runWorkers } from './run-workers.ts';
import { UsageError } from './usage-error.ts';
import { GLOW_METRICS, GLOW_WORKLOADS, METRICS, WORKLOADS } from './workloads.ts';

const CHILD = join(import.meta.dirname, 'processes/child.ts');

/** Runs `npm run bench`. @returns the exit code: 0 done, 2 wrong command line */
export async function runBench(args: readonly string[]): Promise<number> {
  try {
    const given = readArguments(args);
    if (given.help) process.stdout.write(HELP);
    else await measure(given);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`bench: ${error.message}. See npm run bench -- --help.`);
    return 2;
  }
}

async function measure(given: ReturnType<typeof readArguments>): Promise<void> {
  const machine = describeMachine();
  const options: TurnOptions = { ...given, machine, say: (line) => console.error(`bench: ${line}`) };
  options.say(machine);
  const peers = given.peers ? pythonPeers(options.say) : [];
  const contestants = [...given.subjects.map(inNode), ...peers];
  const rows: Row[] = [];
  for (const part of given.only) {
    if (part === 'micro') rows.push(...(await runMicro(options, given.quick)));
    else if (part === 'memory') rows.push(...(await runMemory(options, given.peers)));
    else if (part === 'workers') rows.push(...(await runWorkers(options, given.peers)));
    else rows.push(...(await takeTurns(courseOf(part), contestants, options)));
  }
  process.stdout.write(`${textTable(rows)}\n`);
  for (const summary of [productSummary(rows), convolutionSummary(rows)]) {
    if (summary !== '') process.stdout.write(`${summary}\n`);
  }
  if (given.json !== undefined) await writeFile(given.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (given.html !== undefined) await writeFile(given.html, await htmlReport(rows));
}

function courseOf(part: Exclude<Part, 'micro' | 'memory' | 'workers'>): Course {
  if (part === 'W1' || part === 'W2') return { ...WORKLOADS[part], metrics: METRICS };
  return { ...GLOW_WORKLOADS[part], metrics: GLOW_METRICS };
}

function inNode(name: string): Contestant {
  return {
    name,
    start(workload, batch) {
      const args = ['--conditions=@flow/source', CHILD, name, workload, String(batch)];
      return startProcess(onCores(1, [pinnedNode, ...args]));
    },
  };
}
