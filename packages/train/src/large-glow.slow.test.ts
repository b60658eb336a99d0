import { createRng, init } from '@flow/backend';
import { glow } from '@flow/models';
import { beforeAll, expect, it } from 'vitest';
import { adamax } from './adamax.ts';
import { fit } from './fit.ts';

const BATCH = 4;

beforeAll(() => init());

it('a Glow of 44 million parameters is built, started, trained and sampled within 4 GiB', async () => {
  const flow = glow({ shape: [32, 32, 3], levels: 3, steps: 32, hidden: 512, seed: 1 });
  expect(flow.parameterCount).toBeGreaterThan(43.9e6);
  const noise = createRng(2).uniform(BATCH * flow.features);
  const report = await fit(
    flow,
    noise.map((u) => Math.floor(256 * u)),
    { batchSize: BATCH, maxSteps: 1, optimizer: adamax({ learningRate: 1e-4 }), clipNorm: 50 },
  );
  expect(report).toMatchObject({ steps: 1, nonFiniteSteps: 0 });
  const samples = flow.sample(BATCH, { seed: 3 });
  expect(samples.every((sample) => sample.every((value) => value >= 0 && value <= 255))).toBe(true);
  // Of the whole process, the test runner's share included.
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(`${megabytes.toFixed(0)} MB`);
  expect(megabytes).toBeLessThan(4096);
});
