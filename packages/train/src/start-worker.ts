import { FlowError } from '@flow/backend';
import { isNode, nodeThreads } from './in-node.ts';
import type { MessageWorker } from './worker-options.ts';

/** Starts the module `worker.js` beside this one in a thread of its own. @throws worker-failed where there are none */
export function startWorker(): MessageWorker {
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

function startInNode(): MessageWorker {
  const { Worker } = nodeThreads();
  // Not as above: bundlers would take it for a second worker.
  const folder = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1);
  return new Worker(new URL(`${folder}worker.js`));
}
