import type { Picture } from './picture-shape.ts';
import type { Box } from './plane.ts';
import type { RunSettings } from './run-settings.ts';

/** What the page asks of its worker. `run` numbers the runs, so that an answer to an old one is known as such. */
export type Request =
  | { readonly type: 'open'; readonly run: number; readonly settings: RunSettings; readonly model?: Bytes }
  | { readonly type: 'resume' | 'pause' | 'step' | 'save'; readonly run: number }
  /** The page has drawn the last picture; until then none follows. */
  | { readonly type: 'drawn'; readonly run: number }
  | { readonly type: 'ping' };

export type Bytes = Uint8Array<ArrayBuffer>;

export type RunState = 'ready' | 'running' | 'paused' | 'finished' | 'diverged';
export const RUN_STATES: readonly RunState[] = ['ready', 'running', 'paused', 'finished', 'diverged'];

/** What the worker tells. */
export type Report =
  | { readonly type: 'booted'; readonly message: string }
  | { readonly type: 'pong' }
  | Opened
  | Progress
  | (Picture & { readonly type: 'picture'; readonly run: number; readonly step: number })
  | { readonly type: 'saved'; readonly run: number; readonly bytes: Bytes }
  | Failure;

/** A run stands ready: what it learns and what it is made of. */
export type Opened = {
  readonly type: 'opened';
  readonly run: number;
  readonly box: Box;
  /** Points to look at, [rows, 2]. */
  readonly data: Float32Array;
  /** Exact log-density in each cell of the map; empty where nobody knows it. */
  readonly exact: Float32Array;
  readonly parameters: number;
  /** Layers on the way from z to x. */
  readonly kinds: readonly string[];
  readonly origin: 'settings' | 'file';
};

/** News of the curve since the last report. */
export type Progress = {
  readonly type: 'progress';
  readonly run: number;
  readonly state: RunState;
  /** Steps taken. */
  readonly step: number;
  /** Of the last `losses.length` steps, nats; NaN where a step was skipped. */
  readonly losses: Float32Array;
  readonly gradientNorms: Float32Array;
  /** At fixed steps, so that the curve is the same however often the run is held. */
  readonly evaluations: readonly Evaluated[];
  /** The model as it stands, where the run stands still. */
  readonly standing: Evaluated | null;
  readonly stepsPerSecond: number;
  /** Steps whose loss or gradient was not finite. */
  readonly skipped: number;
  /** Tensors alive in the worker. */
  readonly tensors: number;
};

/** The model on held-out points after some steps. */
export type Evaluated = {
  readonly step: number;
  readonly nll: number;
  /** KL(exact ‖ model); NaN where the exact density is unknown. */
  readonly kl: number;
};

/** `boot` ends the worker's work; after the others it goes on. */
export type Failure = {
  readonly type: 'failed';
  readonly at: 'boot' | 'open' | 'load' | 'run' | 'save' | 'request';
  readonly code: string;
  readonly message: string;
};
