import { createGradientStore, createRng, init } from '@flow/backend';
import { chain, defineBijector } from '@flow/layers';
import { createFlow, type Flow, realNVP } from '@flow/models';
import { fill, mul, scalar, square, sub, sum, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { type DensityFitOptions, fitToDensity, type LogDensity } from './fit-to-density.ts';
import { joinGradients } from './join-gradients.ts';

beforeAll(() => init());

const rows = Array.from({ length: 40 }, (_, i) => Array.from(createRng(i).normal(3)));
const build = () => realNVP({ features: 3, couplings: 4, hidden: [8], seed: 1 });
const weights = (flow: Flow) =>
  flow.parameters.flatMap(({ variable }) => Array.from(variable.dataSync<'float32'>()));

async function trained(options: FitOptions) {
  const flow = build();
  const drifts: (number | undefined)[] = [];
  const report = await fit(flow, rows, {
    batchSize: 10,
    epochs: 2,
    seed: 3,
    onProgress: (event) => {
      if (event.type === 'step') drifts.push(event.drift);
    },
    ...options,
  });
  return { report, drifts, weights: weights(flow) };
}

describe.each([{}, { accumulate: 2 }])("fit with memory: 'recompute' and %o", (options) => {
  it('learns what it learns with stored activations, and tells how far each step drifted', async () => {
    const stored = await trained(options);
    const recomputed = await trained({ ...options, memory: 'recompute' });
    const furthest = Math.max(
      ...stored.weights.map((weight, i) => Math.abs(weight - recomputed.weights[i]!)),
    );
    expect(furthest).toBeLessThan(1e-5);
    expect(stored.drifts.every((drift) => drift === undefined)).toBe(true);
    expect(stored.report).not.toHaveProperty('drift');
    const drifts = recomputed.drifts.map(Number);
    expect(drifts.every((drift) => drift >= 0 && drift < 1e-5)).toBe(true);
    expect(recomputed.report.drift).toBe(Math.max(...drifts));
    expect(recomputed.report.drift).toBeGreaterThan(0);
  });
});

it('the drift of several batches is the largest of theirs', () => {
  const store = createGradientStore();
  const part = (drift: number) => ({
    weight: 1,
    run: () => ({ loss: scalar(0), gradients: new Map(), drift, dispose: () => {} }),
  });
  expect(joinGradients([part(0.1), part(0.3), part(0.2)], store).drift).toBe(0.3);
});

it('warns once where inputs are rebuilt badly', async () => {
  const flow = build();
  const off = defineBijector({
    kind: 'off',
    dataShape: [3],
    forward: (z) => ({ value: mul(z, 1.01), logDet: fill([z.shape[0]!], 0) }),
    inverse: (x) => ({ value: mul(x, 1), logDet: fill([x.shape[0]!], 0) }),
    config: () => ({}),
  });
  const around = createFlow({ bijector: chain([flow.bijector, off]) });
  const told: string[] = [];
  const options = { batchSize: 10, epochs: 2, onWarning: (message: string) => void told.push(message) };
  const report = await fit(around, rows, { ...options, memory: 'recompute' });
  expect(report.drift).toBeCloseTo(0.01, 5);
  expect(report.drifting).toBe('bijector.1');
  expect(told).toEqual([
    expect.stringMatching(
      /^At step 0 .*off by 1\.0e-2 of their norm.*: bijector\.1 \(off\) is ill-conditioned, alone off by 1\.0e-2; train with memory: 'store'\.$/,
    ),
  ]);
  told.length = 0;
  await fit(around, rows, options);
  expect(told).toEqual([]);
});

describe("fitToDensity with memory: 'recompute'", () => {
  const bowl: LogDensity = (x) => tidy(() => mul(sum(square(sub(x, 1)), 1), -0.5));
  const sampler = async (options: DensityFitOptions) => {
    const flow = build();
    const drifts: (number | undefined)[] = [];
    const report = await fitToDensity(flow, bowl, {
      steps: 20,
      batchSize: 16,
      onStep: ({ drift }) => drifts.push(drift),
      ...options,
    });
    return { report, drifts, weights: weights(flow) };
  };

  it('learns what it learns with stored activations, and tells how far each step drifted', async () => {
    const stored = await sampler({});
    const recomputed = await sampler({ memory: 'recompute' });
    const furthest = Math.max(
      ...stored.weights.map((weight, i) => Math.abs(weight - recomputed.weights[i]!)),
    );
    expect(furthest).toBeLessThan(1e-5);
    expect(stored.report).not.toHaveProperty('drift');
    expect(recomputed.report.drift).toBe(Math.max(...recomputed.drifts.map(Number)));
    expect(recomputed.report.drift).toBeGreaterThan(0);
    expect(recomputed.report.drift).toBeLessThan(1e-5);
  });

  it('refuses another word', async () => {
    await expect(fitToDensity(build(), bowl, { memory: 'less' as 'store' })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'memory',
    });
  });
});

it('refuses another word', async () => {
  await expect(fit(build(), rows, { memory: 'checkpoint' as 'store' })).rejects.toMatchObject({
    code: 'invalid-argument',
    argument: 'memory',
    expected: 'store or recompute',
  });
});
