import { FlowError } from '@flow/backend';
import { isNode } from './in-node.ts';
import type { Shard } from './split-batch.ts';
import { startWorker } from './start-worker.ts';
import type { GradientSettings } from './train-step.ts';
import { openChannel, type WorkerChannel } from './worker-channel.ts';
import {
  type BootMessage,
  type FromWorker,
  type LoadMessage,
  type StepAnswer,
  type StepBuffers,
  transferable,
} from './worker-messages.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Another thread of a run. */
export type Mate = {
  /** Boots its backend. @throws worker-failed, as all that waits for an answer here */
  boot(backend: BootMessage['backend']): Promise<void>;
  /** Gives it the flow and its buffers, which stay in both threads where they are shared. */
  load(flow: Omit<LoadMessage, 'type' | 'buffers'>, buffers: StepBuffers): void;
  /** Gives it rows of a step. @param write fills in the weights where it does not see this thread's */
  ask(shards: readonly Shard[], settings: GradientSettings, write: (weights: Float32Array) => void): void;
  /** Its loss, when its gradients are in the buffer. */
  hear(): Promise<{ readonly answer: StepAnswer; readonly gradients: Float32Array }>;
  close(): Promise<void>;
};

export async function startMate({ create, setup }: WorkerOptions, name: string): Promise<Mate> {
  const channel = openChannel(await started(create, name), name);
  let buffers: StepBuffers | undefined;
  let release = () => {};
  const hear = async <T extends FromWorker['type']>(type: T) => {
    const answer = await channel.answer();
    if (answer.type === type) return answer as FromWorker & { readonly type: T };
    throw failed(
      `${name} answers "${answer.type}" instead of "${type}": is it of another version of @flow/train?`,
    );
  };
  return {
    async boot(backend) {
      await hear('listening');
      const lock = locksAreNeeded() ? `flow-worker-${crypto.randomUUID()}` : undefined;
      const module = setup === undefined ? {} : { setup: String(setup) };
      channel.post({ type: 'boot', backend, ...module, ...(lock !== undefined && { lock }) });
      await hear('booted');
      if (lock !== undefined) release = watchLock(lock, channel);
    },
    load(flow, given) {
      buffers = given;
      const isShared = transferable(given).length === 0;
      channel.post({ type: 'load', ...flow, ...(isShared && { buffers }) });
    },
    ask(shards, { seed, epoch, memory }, write) {
      const question = { type: 'step', shards, seed, epoch, memory } as const;
      const lent = buffers && transferable(buffers);
      if (!buffers || !lent || lent.length === 0) return channel.post(question);
      write(buffers.weights);
      channel.post({ ...question, buffers }, lent);
    },
    async hear() {
      const answer = await hear('step');
      buffers = answer.buffers ?? buffers;
      return { answer, gradients: (buffers as StepBuffers).gradients };
    },
    async close() {
      release();
      await channel.close();
    },
  };
}

async function started(create: WorkerOptions['create'], name: string) {
  try {
    const worker = create ? create() : await startWorker();
    if (typeof worker?.postMessage === 'function') return worker;
    throw failed(`${name} did not start: workers.create gave ${String(worker)} instead of a worker.`);
  } catch (cause) {
    if (cause instanceof FlowError) throw cause;
    throw failed(`${name} did not start: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** Node tells when a worker ends. */
function locksAreNeeded(): boolean {
  return !isNode() && typeof navigator !== 'undefined' && 'locks' in navigator;
}

/** Fails the channel when the worker that holds the lock is no more. @returns ends the watch */
function watchLock(lock: string, channel: WorkerChannel): () => void {
  const watch = new AbortController();
  navigator.locks
    .request(lock, { signal: watch.signal }, () => channel.fail('ended before the run was over.'))
    .catch(() => {});
  return () => watch.abort();
}

function failed(message: string, cause?: unknown): FlowError {
  return new FlowError('worker-failed', { argument: 'workers', message, cause });
}
