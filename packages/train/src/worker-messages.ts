import type { InitOptions } from '@flow/backend';
import type { Memory } from '@flow/layers';
import type { OptimizerRecipe } from './optimizer-recipe.ts';
import type { Segment } from './segments.ts';
import type { Shard } from './split-batch.ts';

/** Weights for a worker, and room for its gradients: one value after the other, in the order of the trained parameters. */
export type StepBuffers = { readonly weights: Float32Array; readonly gradients: Float32Array };

/** What threads share that each move a part of the parameters. */
export type Share = {
  /** Of the worker among the threads; 0 is the one that calls `fit`. */
  readonly index: number;
  /** Each thread's part. */
  readonly segments: readonly Segment[];
  readonly optimizer: OptimizerRecipe;
  /** The values of all, and once more those of the first part, which has two places in turn. */
  readonly weights: Float32Array;
  /** Each thread's, for the parts of the others. */
  readonly gradients: readonly Float32Array[];
  /** The step that each thread has moved its part in, at its place. */
  readonly moved: Int32Array;
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
  /** Where the threads move the parameters together. */
  readonly share?: Share;
};

export type StepMessage = {
  readonly type: 'step';
  readonly shards: readonly Shard[];
  readonly seed: number;
  readonly epoch: number;
  readonly memory?: Memory | undefined;
  readonly buffers?: StepBuffers;
};

/** With a share: the weights are there, those of the first part at `firstAt`. Has no answer. */
export type WeightsMessage = {
  readonly type: 'weights';
  readonly firstAt: number;
  /** Of all parts; otherwise the worker's own are what it wrote itself. */
  readonly all: boolean;
};

/** The threads' gradients lie there: the worker joins its part of them. */
export type JoinMessage = {
  readonly type: 'join';
  /** What each thread's rows count; null where it had none. */
  readonly counts: readonly (number | null)[];
};

/** The worker moves its part by the gradients that it has joined. */
export type MoveMessage = {
  readonly type: 'move';
  readonly step: number;
  readonly learningRate: number;
  readonly gradientScale: number;
};

/** Running values of the worker's part, from or to the room for its gradients. */
export type MomentsMessage = {
  readonly type: 'moments';
  readonly name: string;
  readonly way: 'tell' | 'take';
};

export type ShareMessage = WeightsMessage | JoinMessage | MoveMessage | MomentsMessage;
export type ToWorker = BootMessage | LoadMessage | StepMessage | ShareMessage;

/** The loss of a worker's rows, whose gradients are in the buffer, or where its step was lost. */
export type StepAnswer = {
  readonly type: 'step';
  readonly loss: number;
  readonly drift?: number;
  readonly skippedAt?: string;
  readonly buffers?: StepBuffers;
};

export type ShareAnswer =
  /** Σ g² of each parameter of the part. */
  | { readonly type: 'join'; readonly squares: readonly number[] }
  /** The new weights of the part lie there. */
  | { readonly type: 'move' }
  | { readonly type: 'moments' };

export type FailedAnswer = { readonly type: 'failed'; readonly message: string; readonly stack: string };

export type FromWorker =
  | { readonly type: 'listening' }
  | { readonly type: 'booted' }
  | StepAnswer
  | ShareAnswer
  | FailedAnswer;

/** An answer, where there is one, and what goes over with it. */
export type Reply = { readonly answer: FromWorker | undefined; readonly transfer?: ArrayBuffer[] };

/** The memory of buffers that can be handed over; none of shared ones. */
export function transferable({ weights, gradients }: StepBuffers): ArrayBuffer[] {
  return [weights.buffer, gradients.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
}
