import { FlowError } from '@flow/backend';
import { isNode } from './in-node.ts';
import { startWorker } from './start-worker.ts';
import { openChannel, type WorkerChannel } from './worker-channel.ts';
import type {
  BootMessage,
  FromWorker,
  LoadMessage,
  ShareAnswer,
  ShareMessage,
  StepAnswer,
  StepMessage,
} from './worker-messages.ts';
import type { WorkerOptions } from './worker-options.ts';

type Question = StepMessage | ShareMessage;
type Answer = StepAnswer | ShareAnswer;
type AnswerTo<T> = FromWorker & { readonly type: T };

/** Another thread of a run. */
export type Mate = {
  /** Boots its backend. @throws worker-failed, as all that waits for an answer here */
  boot(backend: BootMessage['backend']): Promise<void>;
  load(flow: Omit<LoadMessage, 'type'>): void;
  ask(question: Question, transfer?: ArrayBuffer[]): void;
  /** Its answer to a question of that type. */
  hear<T extends Answer['type']>(type: T): Promise<AnswerTo<T>>;
  close(): Promise<void>;
};

export async function startMate({ create, setup }: WorkerOptions, name: string): Promise<Mate> {
  const channel = openChannel(await started(create, name), name);
  let release = () => {};
  const hear = async <T extends FromWorker['type']>(type: T) => {
    const answer = await channel.answer();
    if (answer.type === type) return answer as AnswerTo<T>;
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
    load: (flow) => channel.post({ type: 'load', ...flow }),
    ask: (question, transfer) => channel.post(question, transfer),
    hear,
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
