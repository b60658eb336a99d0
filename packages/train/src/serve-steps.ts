import { FlowError, init } from '@flow/backend';
import { isNode, nodeThreads } from './in-node.ts';
import type { BootMessage, FailedAnswer, FromWorker, ToWorker } from './worker-messages.ts';
import { createReplica, type Replica } from './worker-replica.ts';

/** The worker's end of a channel. */
type Port = {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  listen(receive: (message: ToWorker) => void): void;
};

/**
 * What a worker of `fit` does: boots a backend of its own, builds the flow from its saved form and answers each step's
 * rows with their gradients.
 *
 * @throws worker-failed where this thread is no worker
 */
export function serveSteps(): void {
  const port = openPort();
  let replica: Replica | undefined;
  const receive = async (message: ToWorker) => {
    if (message.type === 'boot') {
      await boot(message);
      port.post({ type: 'booted' });
    } else if (message.type === 'load') {
      replica = createReplica(message);
    } else if (replica) {
      const { answer, transfer } = replica.answer(message);
      if (answer) port.post(answer, transfer);
    }
  };
  port.listen((message) => void receive(message).catch((error) => port.post(failure(error))));
  port.post({ type: 'listening' });
}

async function boot({ backend, setup, lock }: BootMessage): Promise<void> {
  if (lock !== undefined) await hold(lock);
  await init(backend);
  if (setup !== undefined) await import(/* @vite-ignore */ /* webpackIgnore: true */ setup);
}

/** Holds a lock until this thread ends: a page is not told in another way that a worker has closed itself. */
function hold(lock: string): Promise<void> {
  return new Promise((resolve) => {
    void navigator.locks.request(lock, () => {
      resolve();
      return new Promise(() => {});
    });
  });
}

function openPort(): Port {
  if (isNode()) {
    const { parentPort } = nodeThreads();
    if (parentPort === null) throw noWorker();
    return {
      post: (message, transfer = []) => parentPort.postMessage(message, transfer),
      listen: (receive) => void parentPort.on('message', receive),
    };
  }
  const scope = globalThis as unknown as Worker & { readonly document?: unknown };
  if (scope.document !== undefined) throw noWorker();
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    listen(receive) {
      scope.onmessage = ({ data }) => receive(data);
    },
  };
}

function noWorker(): FlowError {
  return new FlowError('worker-failed', {
    message: '@flow/train/worker is the module of a worker of fit(), not for this thread to import.',
  });
}

function failure(error: unknown): FailedAnswer {
  if (!(error instanceof Error)) return { type: 'failed', message: String(error), stack: '' };
  const message = error instanceof FlowError ? error.message : `${error.name}: ${error.message}`;
  return { type: 'failed', message, stack: error.stack ?? '' };
}
