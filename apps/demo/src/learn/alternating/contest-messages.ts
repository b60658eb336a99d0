import type { ContestOptions, Rival, Standing } from './contest.ts';
import type { ContestData } from './contest-data.ts';

/** What the page asks of the worker. */
export type ContestRequest =
  | { readonly type: 'start'; readonly options: ContestOptions }
  /** Train until this many steps in all. */
  | { readonly type: 'train'; readonly until: number }
  | { readonly type: 'pause' };

/** What the worker tells the page. */
export type ContestReport =
  | { readonly type: 'ready'; readonly data: Omit<ContestData, 'sample'>; readonly shown: Float32Array }
  | { readonly type: 'progress'; readonly steps: number; readonly standing: Record<Rival, Standing> }
  /** Stopped, because it was asked to or because it is done. */
  | { readonly type: 'rest' }
  | { readonly type: 'failed'; readonly text: string };
