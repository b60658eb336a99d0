import { createRng, FlowError, init } from '@flow/backend';
import { deadlyFlow, type End, SETUP } from './deadly-layer.fixture.ts';
import { fit } from './fit.ts';

/** A process that trains with workers and ends when nothing of it runs any more. Arguments: way to die, signal to wait for. */
const [way = 'never', signal] = process.argv.slice(2);

await init();
const stop = new AbortController();
const isEndless = signal === 'SIGINT';
process.once('SIGINT', () => stop.abort());
const result = await fit(deadlyFlow({ way: way as End['way'], at: 3 }), createRng(1).normal(80), {
  epochs: isEndless ? 1_000_000 : 2,
  batchSize: 8,
  workers: { count: 2, setup: SETUP },
  signal: stop.signal,
  onProgress({ step }) {
    if (isEndless && step === 5) process.stdout.write('stepping\n');
  },
}).catch((error) => error);
const { code } = result instanceof FlowError ? result : {};
process.stdout.write(`${JSON.stringify({ stopped: result.stopped, code })}\n`);
