import type { Row } from '../row.ts';
import { summarise } from '../statistics.ts';
import { type Metric, unitOf } from '../workloads.ts';
import type { MeasuringProcess } from './measuring-process.ts';

/** A subject of a comparison, and how its process is started. */
export type Contestant = {
  readonly name: string;
  start(workload: string, batch: number): Promise<MeasuringProcess>;
};

/** A model, its batches, and what is measured of it, in this order. */
export type Course = {
  readonly name: string;
  readonly batches: readonly number[];
  readonly metrics: readonly Metric[];
};

export type TurnOptions = {
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: string;
  /** What happens, for the person who waits. */
  say(line: string): void;
};

/** Before its first turn in a case a subject runs so long untimed: engines compile what is called often. */
const warmUpFor = (seconds: number) => Math.min(0.3, 3 * seconds);

type Runner = { readonly name: string; readonly process: MeasuringProcess };

/**
 * Times one workload: in every case each subject has a turn, then each a second one, and so on, so that a
 * machine that slows down or speeds up does so for all. Each batch size gets processes of its own. Whoever fails
 * is left out of that batch size from there on, with the reason.
 */
export async function takeTurns(
  workload: Course,
  contestants: readonly Contestant[],
  options: TurnOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const batch of workload.batches) {
    const runners = await startAll(contestants, workload.name, batch, options.say);
    try {
      for (const metric of workload.metrics) {
        options.say(`${workload.name} ${metric}, batch ${batch}`);
        const identity = { workload: workload.name, metric, unit: unitOf(metric), batch };
        for (const [subject, milliseconds] of await runCase(runners, options, metric)) {
          rows.push({ ...identity, subject, ...summarise(milliseconds), machine: options.machine });
        }
      }
    } finally {
      for (const { process } of runners) await process.end();
    }
  }
  const orderOf = ({ metric, batch }: Row) => workload.metrics.indexOf(metric as Metric) * 1e9 + (batch ?? 0);
  // Metric by metric, batch by batch; the subjects stay as they are.
  return rows.toSorted((a, b) => orderOf(a) - orderOf(b));
}

async function startAll(
  contestants: readonly Contestant[],
  workload: string,
  batch: number,
  say: TurnOptions['say'],
): Promise<Runner[]> {
  const runners: Runner[] = [];
  for (const { name, start } of contestants) {
    try {
      const process = await start(workload, batch);
      say(`${name}: ${process.detail}`);
      runners.push({ name, process });
    } catch (error) {
      say(`${name} is left out: ${messageOf(error)}`);
    }
  }
  return runners;
}

async function runCase(
  runners: Runner[],
  { rounds, seconds, say }: TurnOptions,
  metric: Metric,
): Promise<Map<string, readonly number[]>> {
  const times = new Map<string, readonly number[]>();
  for (let round = 0; round < rounds; round++) {
    const warmUpSeconds = round === 0 ? warmUpFor(seconds) : 0;
    for (const runner of [...runners]) {
      const { name, process } = runner;
      try {
        const milliseconds = await process.run({ metric, seconds, warmUpSeconds });
        times.set(name, [...(times.get(name) ?? []), ...milliseconds]);
      } catch (error) {
        say(`${name} is left out from here on: ${messageOf(error)}`);
        runners.splice(runners.indexOf(runner), 1);
        times.delete(name);
        await process.end();
      }
    }
  }
  return times;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
