import { FlowError } from '@flow/backend';
import type { MessageWorker } from './worker-options.ts';

/** Starts the module `worker.js` beside this one in a thread of its own. @throws worker-failed where there are none */
export async function startWorker(): Promise<MessageWorker> {
  if (isNode()) return startInNode();
  if (typeof Worker !== 'function') {
    throw new FlowError('worker-failed', {
      argument: 'workers',
      message: 'There are no workers here: leave the option out.',
    });
  }
  // Bundlers look for these words, in this order.
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}

export function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

async function startInNode(): Promise<MessageWorker> {
  const { Worker } = await import(/* @vite-ignore */ /* webpackIgnore: true */ 'node:worker_threads');
  // Not as above: bundlers would take it for a second worker.
  const folder = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1);
  return new Worker(new URL(`${folder}worker.js`));
}
