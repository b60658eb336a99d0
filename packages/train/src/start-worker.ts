import { FlowError } from '@flow/backend';
import { isNode, nodeThreads } from './in-node.ts';
import { startWebWorker } from './web-worker.ts';
import type { MessageWorker } from './worker-options.ts';

/** Starts a thread that serves steps. @throws worker-failed where there are none */
export async function startWorker(): Promise<MessageWorker> {
  if (isNode()) return startInNode();
  if (typeof Worker === 'function') return startWebWorker();
  throw new FlowError('worker-failed', {
    argument: 'workers',
    message: 'There are no workers here: leave the option out.',
  });
}

/** The module `worker.js` beside this one; not in words that bundlers for the page would follow. */
function startInNode(): MessageWorker {
  const { Worker } = nodeThreads();
  const folder = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1);
  return new Worker(new URL(`${folder}worker.js`));
}
