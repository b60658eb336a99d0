import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedNode, root } from '@flow-tooling/bootstrap/environment';
import { onCores } from '../processes/cores.ts';
import type { TurnOptions } from '../processes/take-turns.ts';
import type { Row } from '../row.ts';
import { summarise } from '../statistics.ts';
import { type Figure, readMicroOutput } from './read-output.ts';

const KERNELS = join(root, 'packages/backend/scripts/micro-bench.mjs');
const INIT = join(import.meta.dirname, 'time-init.ts');
const INITS_A_ROUND = 3;

const execute = promisify(execFile);

/** The kernels one by one, in the build for relaxed SIMD and in the portable one, and init(). */
export async function runMicro({ rounds, machine, say }: TurnOptions, quick: boolean): Promise<Row[]> {
  const figures: (Figure & { readonly subject: string })[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`micro, round ${round} of ${rounds}`);
    for (const [subject, build] of [
      ['flow', 'relaxed'],
      ['flow-portable', 'portable'],
    ] as const) {
      const printed = await runNode([KERNELS, build], quick ? { QUICK: '1' } : {});
      figures.push(...readMicroOutput(printed).map((figure) => ({ ...figure, subject })));
    }
    for (let i = 0; i < INITS_A_ROUND; i++) {
      const value = Number(await runNode(['--conditions=@flow/source', INIT]));
      figures.push({ metric: 'init()', unit: 'ms', value, subject: 'flow' });
    }
  }
  const groups = Map.groupBy(figures, ({ metric, subject }) => `${metric} ${subject}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { metric, subject, unit } = first;
    const summary = summarise(group.map(({ value }) => value));
    return [{ workload: 'micro', metric, subject, unit, batch: null, ...summary, machine }];
  });
}

async function runNode(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const [program, ...rest] = onCores(1, [pinnedNode, ...args]);
  const { stdout } = await execute(program, rest, { env: { ...process.env, ...environment } });
  return stdout;
}
