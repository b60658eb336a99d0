import type { Row } from '../row.ts';
import type { Pace } from '../stopwatch.ts';
import type { WorkloadName } from '../workloads.ts';

/** What the page asks its worker. */
export type Request = { readonly workloads: readonly WorkloadName[]; readonly pace: Pace };

/** What the worker says while it works. */
export type Report =
  | { readonly type: 'case'; readonly text: string }
  | { readonly type: 'row'; readonly row: Row }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly text: string };
