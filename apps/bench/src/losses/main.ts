import { WORKLOADS } from '../workloads.ts';
import { flowLosses } from './flow-losses.ts';
import { tfjsLosses } from './tfjs-losses.ts';

/** Trains W1 on one engine and prints its losses as JSON: `main.ts flow|tfjs-wasm BATCH STEPS [SEED]`. */
const [subject, batch, steps, seed = 0] = process.argv.slice(2);
const train = subject === 'flow' ? flowLosses : tfjsLosses;
const run = { workload: WORKLOADS.W1, batch: Number(batch), steps: Number(steps), seed: Number(seed) };
console.log(JSON.stringify(await train(run)));
