// A worker that loses its core for a while when it is to move its parameters.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ type }) => {
  if (type === 'move') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 80);
});
await import('@flow/train/worker');
