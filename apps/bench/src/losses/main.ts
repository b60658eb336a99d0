import { WORKLOADS } from '../workloads.ts';
import { flowLosses } from './flow-losses.ts';
import { tfjsLosses } from './tfjs-losses.ts';

/** Prints the losses of one engine as JSON: `main.ts flow|tfjs-wasm BATCH STEPS`, always on W1. */
const [subject, batch, steps] = process.argv.slice(2);
const run = subject === 'flow' ? flowLosses : tfjsLosses;
console.log(JSON.stringify(await run(WORKLOADS.W1, Number(batch), Number(steps))));
