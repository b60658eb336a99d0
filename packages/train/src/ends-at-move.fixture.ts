// A worker that ends when it is to move its parameters for the fourth time.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ type, step }) => {
  if (type === 'move' && step === 4) process.exit(3);
});
await import('@flow/train/worker');
