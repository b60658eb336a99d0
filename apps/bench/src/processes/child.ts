// One measuring process: `child.ts <subject> <workload> <batch>`, turns on stdin, answers on stdout. It ends with its stdin.
import { createInterface } from 'node:readline';
import type { Calls, Subject, Timed } from '../subjects/subject.ts';
import { type Metric, WORKLOADS, type WorkloadName } from '../workloads.ts';
import type { Answer, Turn } from './protocol.ts';

const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  flow: async () => (await import('../subjects/flow.ts')).flowSubject({ reproducible: false }),
  'flow-portable': async () => (await import('../subjects/flow.ts')).flowSubject({ reproducible: true }),
  'tfjs-wasm': async () => (await import('../subjects/tfjs-wasm.ts')).tfjsWasmSubject,
  'jax-js': async () => (await import('../subjects/jax-js.ts')).jaxJsSubject,
};

const [, , subject = '', workload = '', batch = ''] = process.argv;
const ready = new Map<Metric, Timed>();
const calls = await start();
for await (const line of createInterface({ input: process.stdin })) {
  await answer(async () => ({ milliseconds: await run(JSON.parse(line) as Turn) }));
}

async function start(): Promise<Calls | undefined> {
  let opened: Calls | undefined;
  await answer(async () => {
    const load = SUBJECTS[subject];
    if (load === undefined) throw new RangeError(`There is no subject "${subject}".`);
    const engine = await (await load())();
    opened = engine.open(WORKLOADS[workload as WorkloadName]);
    return { detail: engine.detail };
  });
  return opened;
}

async function run({ metric, ...pace }: Turn): Promise<readonly number[]> {
  const timed = ready.get(metric) ?? calls?.[metric](Number(batch));
  if (timed === undefined) throw new Error('It did not start.');
  ready.set(metric, timed);
  return timed(pace);
}

async function answer(work: () => Promise<Answer>): Promise<void> {
  const said = await work().catch((error: unknown): Answer => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
