import type { Pace } from '../stopwatch.ts';
import type { Metric } from '../workloads.ts';

/** What the measuring process is asked, one JSON a line. */
export type Turn = Pace & { readonly metric: Metric };

/** What it answers, one JSON a line: first that it is ready, then to each turn. */
export type Answer =
  | { readonly detail: string }
  | { readonly values: readonly number[] }
  | { readonly error: string };
