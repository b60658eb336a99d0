import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRng, init } from '@flow/backend';
import { fashionMnist } from '@flow/datasets';
import { fitDiagonalNormal, fitPcaNormal, meanWithError } from '@flow/math';
import { loadFlow, realNVPImage } from '@flow/models';
import { beforeAll, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import { cosineDecay } from './schedules.ts';

const PIXELS = 28 * 28;
const HELD = 1000;

/** How many bits per dimension better than either Gaussian, which have 7.9 and 7.4. */
const MARGIN = 2.5;

beforeAll(() => init());

/** Test pictures' bits per dimension by Gaussians of the training pictures: independent pixels, and 10 components. */
function gaussians(learned: Float32Array, held: Float32Array): readonly number[] {
  const withNoise = (values: Float32Array, name: string) => {
    const noise = createRng(0).fork(name).uniform(values.length);
    return Float64Array.from(noise, (u, i) => u + (values[i] as number));
  };
  const [fitted, scored] = [withNoise(learned, 'learned'), withNoise(held, 'held')];
  const options = { features: PIXELS, components: 10 };
  return [fitDiagonalNormal(fitted, options), fitPcaNormal(fitted, options)].map(
    (normal) => -meanWithError(normal.logProb(scored)).mean / (PIXELS * Math.LN2),
  );
}

it('RealNVP on Fashion-MNIST is far ahead of two Gaussians after 100 steps, and its samples are levels', {
  timeout: 600_000,
}, async () => {
  const { train, test } = await fashionMnist();
  const held = test.values.slice(0, HELD * PIXELS) as Float32Array;
  const flow = realNVPImage({ shape: [28, 28, 1], scales: 2, blocks: 2, channels: 8, seed: 0 });
  const report = await fit(flow, train.values, {
    batchSize: 32,
    optimizer: adam({ learningRate: 1e-2 }),
    schedule: cosineDecay,
    warmupSteps: 20,
    maxSteps: 100,
    seed: 0,
  });
  expect(report).toMatchObject({ stopped: 'finished', nonFiniteSteps: 0 });
  const { bitsPerDim = Number.NaN } = evaluate(flow, held);
  const baselines = gaussians(train.values as Float32Array, held);
  console.log(
    `RealNVP ${bitsPerDim.toFixed(3)}, Gaussians ${baselines.map((bits) => bits.toFixed(3))} bits/dim`,
  );
  for (const baseline of baselines) expect(bitsPerDim).toBeLessThan(baseline - MARGIN);
  const folder = join(import.meta.dirname, '../out');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'real-nvp-fashion-mnist.safetensors'), flow.save());
  const again = loadFlow(flow.save());
  const samples = again.sample(16, { seed: 0 }).flatMap((row) => Array.from(row));
  expect(samples.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
  flow.dispose();
  again.dispose();
});
