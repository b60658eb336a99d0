import type { Pace } from '../stopwatch.ts';
import type { Metric, Workload } from '../workloads.ts';

/** What is measured. Starts its engine, once in a process. */
export type Subject = () => Promise<Engine>;

export type Engine = {
  /** One sentence about the engine. */
  readonly detail: string;
  /** Makes a model of a workload and gets its calls ready. Nothing is freed: the process ends soon after. */
  open(workload: Workload): Calls;
};

export type Calls = Readonly<Record<Metric, (batch: number) => Timed>>;

/** @returns milliseconds of each timed call */
export type Timed = (pace: Pace) => Promise<readonly number[]>;
