// One measuring process: `child.ts <subject> <workload> <batch>`, turns on stdin, answers on stdout. It ends with its stdin.
import { createInterface } from 'node:readline';
import type { Calls, Engine, GlowCalls, Subject, Timed } from '../subjects/subject.ts';
import { GLOW_WORKLOADS, type GlowName, type Metric, WORKLOADS, type WorkloadName } from '../workloads.ts';
import type { Answer, Turn } from './protocol.ts';

const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  flow: async () => (await import('../subjects/flow.ts')).flowSubject({ reproducible: false }),
  'flow-portable': async () => (await import('../subjects/flow.ts')).flowSubject({ reproducible: true }),
  'flow-2-workers': async () =>
    (await import('../subjects/flow.ts')).flowSubject({ reproducible: false, workers: 2 }),
  'tfjs-wasm': async () => (await import('../subjects/tfjs-wasm.ts')).tfjsWasmSubject,
  'jax-js': async () => (await import('../subjects/jax-js.ts')).jaxJsSubject,
};

const [, , subject = '', workload = '', batch = ''] = process.argv;
const ready = new Map<Metric, Timed>();
const calls = await start();
for await (const line of createInterface({ input: process.stdin })) {
  await answer(async () => ({ values: await run(JSON.parse(line) as Turn) }));
}

type AllCalls = Partial<Calls & GlowCalls>;

async function start(): Promise<AllCalls | undefined> {
  let opened: AllCalls | undefined;
  await answer(async () => {
    const load = SUBJECTS[subject];
    if (load === undefined) throw new RangeError(`There is no subject "${subject}".`);
    const engine = await (await load())();
    opened = openOn(engine);
    return { detail: engine.detail };
  });
  return opened;
}

function openOn(engine: Engine): AllCalls {
  if (!(workload in GLOW_WORKLOADS)) return engine.open(WORKLOADS[workload as WorkloadName]);
  if (engine.openGlow) return engine.openGlow(GLOW_WORKLOADS[workload as GlowName]);
  throw new RangeError(`${subject} has no convolutions to train.`);
}

async function run({ metric, ...pace }: Turn): Promise<readonly number[]> {
  if (metric === 'peak-memory') return [process.resourceUsage().maxRSS / 1024];
  const timed = ready.get(metric) ?? calls?.[metric]?.(Number(batch));
  if (timed === undefined) throw new Error('It did not start.');
  ready.set(metric, timed);
  return timed(pace);
}

async function answer(work: () => Promise<Answer>): Promise<void> {
  const said = await work().catch((error: unknown): Answer => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
