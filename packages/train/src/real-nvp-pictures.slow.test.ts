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

/**
 * A small model of a minute, and RealNVP of the usual size, which takes three quarters of an hour and runs where it is
 * asked for: FLOW_LONG=1. `margin`: how many bits per dimension better than either Gaussian, which have 7.9 and 7.4.
 */
const RUNS = [
  { name: 'real-nvp-small', channels: 8, learningRate: 1e-2, warmupSteps: 20, steps: 100, margin: 2.5 },
  { name: 'real-nvp', channels: 32, learningRate: 5e-3, warmupSteps: 50, steps: 2000, margin: 3.5 },
].filter(({ steps }) => steps <= 100 || process.env.FLOW_LONG === '1');

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

it.each(RUNS)(
  'RealNVP on Fashion-MNIST with $channels channels is far ahead of two Gaussians after $steps steps, and its samples are levels',
  {
    timeout: 7_200_000,
  },
  async ({ name, channels, learningRate, warmupSteps, steps, margin }) => {
    const { train, test } = await fashionMnist();
    const held = test.values.slice(0, HELD * PIXELS) as Float32Array;
    const flow = realNVPImage({ shape: [28, 28, 1], scales: 2, blocks: 2, channels, seed: 0 });
    const report = await fit(flow, train.values, {
      batchSize: 32,
      optimizer: adam({ learningRate }),
      schedule: cosineDecay,
      warmupSteps,
      maxSteps: steps,
      seed: 0,
    });
    expect(report).toMatchObject({ stopped: 'finished', nonFiniteSteps: 0 });
    const { bitsPerDim = Number.NaN } = evaluate(flow, held);
    const baselines = gaussians(train.values as Float32Array, held);
    console.log(
      `RealNVP ${bitsPerDim.toFixed(3)}, Gaussians ${baselines.map((bits) => bits.toFixed(3))} bits/dim`,
    );
    for (const baseline of baselines) expect(bitsPerDim).toBeLessThan(baseline - margin);
    const folder = join(import.meta.dirname, '../out');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}-fashion-mnist.safetensors`), flow.save());
    const again = loadFlow(flow.save());
    const samples = again.sample(16, { seed: 0 }).flatMap((row) => Array.from(row));
    expect(samples.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
    flow.dispose();
    again.dispose();
  },
);
