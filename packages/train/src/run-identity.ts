import { FlowError, type Json } from '@flow/backend';
import { crc32c } from './crc32c.ts';
import type { EpochRecord } from './fit-report.ts';
import type { OptimizerMemory } from './optimizer.ts';
import type { Run } from './run.ts';
import type { Schedule } from './schedules.ts';
import type { RowTable } from './training-data.ts';

export type RunIdentity = Readonly<Record<string, string>>;

/** What a run is made of: model, data and options, each under a name that a person understands. */
export function identityOf(
  { flow, source, validation, options, optimizer, steps }: Omit<Run, 'checkpoint' | 'pacer'>,
  memory: OptimizerMemory,
): RunIdentity {
  const { epochs, maxSteps, batchSize, accumulate, averageDecay, warmupSteps, clipNorm } = options;
  const { patience, restoreBest, seed, maxSkipped, schedule, workers } = options;
  const model = { bijector: flow.bijector.config(), base: flow.base.config() };
  return {
    ...flatten('model', model as Json),
    ...Object.fromEntries(
      flow.parameters.map(({ path, variable }) => [`shape of ${path}`, `[${variable.shape}]`]),
    ),
    data: source.table ? fingerprint(source.table) : 'an iterable',
    validation: validation ? fingerprint(validation) : 'none',
    optimizer: optimizer.kind,
    ...flatten('optimizer', memory.settings),
    schedule: schedule ? probe(schedule, steps) : 'none',
    ...plainTexts({ epochs, maxSteps, batchSize, accumulate, averageDecay, warmupSteps, clipNorm }),
    // Not where there is one: runs that were saved before there was a choice go on.
    ...(workers && workers.count > 1 && plainTexts({ workers: workers.count })),
    ...plainTexts({ patience, restoreBest, seed, maxSkipped, memory: options.memory }),
  };
}

/** Refuses a checkpoint of another run. @throws invalid-argument that names what differs */
export function checkIdentity(mine: RunIdentity, saved: RunIdentity): void {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(mine)])];
  const different = names.filter((name) => mine[name] !== saved[name]);
  if (different.length === 0) return;
  const list = (identity: RunIdentity) =>
    different
      .slice(0, 5)
      .map((name) => `${name} = ${identity[name] ?? 'nothing'}`)
      .join(', ');
  throw new FlowError('invalid-argument', {
    argument: 'checkpoint',
    message: `This checkpoint is of another run: ${different.length} of its settings differ. Give it another name, or the settings that it was written with.`,
    expected: list(saved),
    received: list(mine),
  });
}

function plainTexts(values: Record<string, unknown>): RunIdentity {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Leaves of a JSON value by path; whether a layer has had its data-dependent start is not part of a model's make. */
function flatten(path: string, value: Json): RunIdentity {
  if (typeof value !== 'object' || value === null) return { [path]: String(value) };
  const entries = Object.entries(value).filter(([name]) => name !== 'initialized');
  return Object.assign({}, ...entries.map(([name, part]) => flatten(`${path}.${name}`, part as Json)));
}

function fingerprint({ size, x, context, weights }: RowTable): string {
  const parts = [x, context, weights].filter((part) => part !== undefined);
  const crc = parts.reduce(
    (sum, { buffer, byteOffset, byteLength }) => crc32c(new Uint8Array(buffer, byteOffset, byteLength), sum),
    0,
  );
  return `${size} rows, checksum ${crc.toString(16)}`;
}

/** A schedule is known by what it says at some steps. */
function probe(schedule: Schedule, steps: number | undefined): string {
  const history = (epochs: number): EpochRecord[] =>
    Array.from({ length: epochs }, (_, epoch) => ({ epoch, loss: 1 }));
  const last = steps ?? 1_000_000;
  const at = [0, 1, 10, 100, 1000, Math.floor(last / 3), Math.floor(last / 2), last - 1];
  return at.map((step) => schedule(step, steps, history(Math.min(step, 100)))).join(' ');
}
