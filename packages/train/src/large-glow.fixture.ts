// A process of its own: builds a Glow of 44 million parameters, starts it from data, trains one step, samples. Prints
// what it did and the most memory that it had resident.
import { createRng, init } from '@flow/backend';
import { glow } from '@flow/models';
import { adamax } from './adamax.ts';
import { fit } from './fit.ts';

const BATCH = 4;

await init();
const flow = glow({ shape: [32, 32, 3], levels: 3, steps: 32, hidden: 512, seed: 1 });
const noise = createRng(2).uniform(BATCH * flow.features);
const report = await fit(
  flow,
  noise.map((u) => Math.floor(256 * u)),
  { batchSize: BATCH, maxSteps: 1, optimizer: adamax({ learningRate: 1e-4 }), clipNorm: 50 },
);
const [sample] = flow.sample(BATCH, { seed: 3 });
console.log(
  JSON.stringify({
    parameters: flow.parameterCount,
    steps: report.steps - report.nonFiniteSteps,
    isPicture: sample?.length === 3072 && sample.every((value) => value >= 0 && value <= 255),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
