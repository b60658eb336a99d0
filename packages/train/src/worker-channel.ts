import { FlowError } from '@flow/backend';
import type { FromWorker, ToWorker } from './worker-messages.ts';
import type { MessageWorker } from './worker-options.ts';

/** Questions to a worker and its answers, one by one. */
export type WorkerChannel = {
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  /** @throws worker-failed where the worker fails, ends or is ended before */
  answer(): Promise<FromWorker>;
  /** Ends with worker-failed whoever waits. */
  fail(message: string, cause?: unknown): void;
  /** Ends the worker, whatever it is doing. */
  close(): Promise<void>;
};

/** What Node's workers tell, and those of pages. */
type Listener = {
  message(message: FromWorker): void;
  end(message: string, cause?: unknown): void;
};

/** @param name of the worker, for messages */
export function openChannel(worker: MessageWorker, name: string): WorkerChannel {
  const inbox: FromWorker[] = [];
  let failure: FlowError | undefined;
  let wake = () => {};
  const fail = (message: string, cause?: unknown) => {
    failure ??= new FlowError('worker-failed', { argument: 'workers', message: `${name} ${message}`, cause });
    wake();
  };
  listenTo(worker, {
    end: fail,
    message(message) {
      if (message.type === 'failed') return fail(`failed: ${message.message}`, errorOf(message));
      inbox.push(message);
      wake();
    },
  });
  return {
    fail,
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    async answer() {
      for (;;) {
        const message = inbox.shift();
        if (message) return message;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}

function listenTo(worker: MessageWorker, listener: Listener): void {
  if (isNodeWorker(worker)) {
    worker.on('message', (message) => listener.message(message as FromWorker));
    worker.on('messageerror', (error) => listener.end('sent what cannot be read.', error));
    worker.on('error', (error) => listener.end(`failed: ${textOf(error)}`, error));
    worker.on('exit', (code) => listener.end(`ended with exit code ${code} before the run was over.`));
    return;
  }
  const events = worker as Worker;
  events.onmessage = ({ data }) => listener.message(data);
  events.onmessageerror = () => listener.end('sent what cannot be read.');
  events.onerror = (event) => {
    event.preventDefault?.();
    listener.end(`failed: ${event.message || 'its module could not be loaded.'}`, event.error);
  };
}

type NodeWorker = MessageWorker & { on(event: string, listen: (value: unknown) => void): unknown };

function isNodeWorker(worker: MessageWorker): worker is NodeWorker {
  return 'on' in worker && typeof worker.on === 'function';
}

/** An error of a worker, as it was there. */
function errorOf({ message, stack }: { readonly message: string; readonly stack: string }): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
