import type { Pace } from '../stopwatch.ts';
import type { GlowWorkload, METRICS, Metric, Workload } from '../workloads.ts';

/** What is measured. Starts its engine, once in a process. */
export type Subject = () => Promise<Engine>;

export type Engine = {
  /** One sentence about the engine. */
  readonly detail: string;
  /** Makes a model of a workload and gets its calls ready. Nothing is freed: the process ends soon after. */
  open(workload: Workload): Calls;
  /** The same for Glow, where the subject can run it. */
  openGlow?(workload: GlowWorkload): GlowCalls;
};

type CallsOf<M extends Metric> = Readonly<Record<M, (batch: number) => Timed>>;
export type Calls = CallsOf<(typeof METRICS)[number]>;
/** Memory is the process's own to tell. */
export type GlowCalls = CallsOf<'train-step' | 'sample'>;

/** @returns milliseconds of each timed call */
export type Timed = (pace: Pace) => Promise<readonly number[]>;
