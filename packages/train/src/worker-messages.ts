import type { InitOptions } from '@flow/backend';
import type { Memory } from '@flow/layers';
import type { Shard } from './split-batch.ts';

/** One value after the other, in the order of the trained parameters. */
export type StepBuffers = {
  readonly weights: Float32Array<ArrayBufferLike>;
  readonly gradients: Float32Array<ArrayBufferLike>;
};

export type BootMessage = {
  readonly type: 'boot';
  /** The choice of the first thread. */
  readonly backend: Required<Pick<InitOptions, 'reproducible' | 'wideVectors'>>;
  readonly setup?: string;
  /** Of a Web Lock that the worker holds while it lives. */
  readonly lock?: string;
};

export type LoadMessage = {
  readonly type: 'load';
  readonly model: Uint8Array<ArrayBuffer>;
  /** The place among the trained parameters of each parameter that is one, by path. */
  readonly slots: ReadonlyMap<string, number>;
  /** Where memory is shared; otherwise each step brings the buffers and takes them back. */
  readonly buffers?: StepBuffers;
};

export type StepMessage = {
  readonly type: 'step';
  readonly shards: readonly Shard[];
  readonly seed: number;
  readonly epoch: number;
  readonly memory?: Memory | undefined;
  readonly buffers?: StepBuffers;
};

export type ToWorker = BootMessage | LoadMessage | StepMessage;

/** The loss of a worker's rows, whose gradients are in the buffer, or where its step was lost. */
export type StepAnswer = {
  readonly type: 'step';
  readonly loss: number;
  readonly drift?: number;
  readonly skippedAt?: string;
  readonly buffers?: StepBuffers;
};

export type FailedAnswer = { readonly type: 'failed'; readonly message: string; readonly stack: string };

export type FromWorker =
  | { readonly type: 'listening' }
  | { readonly type: 'booted' }
  | StepAnswer
  | FailedAnswer;

/** The memory of buffers that can be handed over; none of shared ones. */
export function transferable({ weights, gradients }: StepBuffers): ArrayBuffer[] {
  return [weights.buffer, gradients.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
}
