import { FlowError, init } from '@flow/backend';
import { chain, defineBijector, elementwiseAffine } from '@flow/layers';
import { createFlow, realNVP } from '@flow/models';
import {
  cast,
  fill,
  greater,
  memory,
  mul,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitToDensity, type LogDensity } from './fit-to-density.ts';
import { importanceSample } from './importance-sample.ts';

beforeAll(() => init());

/** Twice the density of N((1, 1), 3²) up to its constant: the constant is 2·2π·9. */
const shifted: LogDensity = (x: Tensor) =>
  tidy(() => sub(mul(sum(square(sub(x, 1)), 1), -0.5 / 9), -Math.LN2));
const affine = () => createFlow({ bijector: chain([elementwiseAffine({ features: 2 })]) });

describe('fit to a density', () => {
  it('finds a normal distribution: its place, its spread and its constant', async () => {
    const flow = affine();
    const before = memory().numTensors;
    const worst = importanceSample(flow, shifted, 2000, { seed: 2 }).effectiveSampleSize;
    const report = await fitToDensity(flow, shifted, { steps: 400, learningRate: 2e-2, seed: 1 });
    expect(report).toMatchObject({ stopped: 'finished', steps: 400, nonFiniteSteps: 0 });
    const [logScale, shift] = flow.parameters.map(({ variable }) => [...variable.dataSync()]);
    expect(shift).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1)]);
    expect(logScale).toEqual([expect.closeTo(Math.log(3), 1), expect.closeTo(Math.log(3), 1)]);
    const { effectiveSampleSize, logEvidence, weights, samples } = importanceSample(flow, shifted, 2000);
    const constant = Math.log(2 * 2 * Math.PI * 9);
    expect(worst).toBeLessThan(0.5);
    expect(effectiveSampleSize).toBeGreaterThan(0.99);
    expect(logEvidence).toBeCloseTo(constant, 2);
    expect(-report.loss).toBeCloseTo(constant, 2);
    expect(weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 10);
    expect(samples.length).toBe(4000);
    expect(memory().numTensors).toBe(before);
  });

  it('is a function of its seed, and stops when it is told to', async () => {
    const trained = async (seed: number, signal?: AbortSignal) => {
      const flow = realNVP({ features: 2, couplings: 2, hidden: [8], seed: 1 });
      const report = await fitToDensity(flow, shifted, { steps: 5, seed, ...(signal && { signal }) });
      return { bytes: flow.save(), report };
    };
    expect((await trained(1)).bytes).toEqual((await trained(1)).bytes);
    expect((await trained(2)).bytes).not.toEqual((await trained(1)).bytes);
    expect((await trained(1, AbortSignal.abort())).report).toMatchObject({ stopped: 'aborted', steps: 0 });
  });

  it('skips steps that are not finite, and gives up after too many', async () => {
    const flow = affine();
    const bytes = flow.save();
    const nowhere: LogDensity = (x) => mul(sum(x, 1), Number.NaN);
    const report = await fitToDensity(flow, nowhere, { maxSkipped: 3 });
    expect(report).toMatchObject({ stopped: 'not-finite', steps: 3, nonFiniteSteps: 3 });
    expect(flow.save()).toEqual(bytes);
  });

  it('skips steps at which a layer has lost its inverse, and leaves no tensor of them', async () => {
    const part = elementwiseAffine({ features: 2 });
    let runs = 0;
    const losing = defineBijector({
      kind: 'losing',
      dataShape: [2],
      parameters: part.parameters,
      inverse: (x) => part.inverse(x),
      forward(z) {
        runs += 1;
        if (runs > 2) throw new FlowError('singular', { message: 'There is no way on.' });
        return part.forward(z);
      },
      config: () => ({}),
    });
    const flow = createFlow({ bijector: chain([losing]) });
    const before = memory().numTensors;
    const report = await fitToDensity(flow, shifted, { steps: 5, maxSkipped: 3 });
    expect(report).toMatchObject({ stopped: 'not-finite', steps: 4, nonFiniteSteps: 3 });
    expect(memory().numTensors).toBe(before);
  });

  it('weighs by hand: of two halves of which one has no density, half is left', () => {
    const flow = affine();
    const half: LogDensity = (x) =>
      tidy(() => {
        const isRight = cast(greater(sum(slice(x, [0, 0], [x.shape[0] as number, 1]), 1), 0), 'float32');
        return sub(mul(sum(square(x), 1), -0.5), mul(isRight, 1000));
      });
    const { effectiveSampleSize, weights } = importanceSample(flow, half, 10_000);
    const kept = weights.filter((weight) => weight > 0);
    expect(effectiveSampleSize).toBeCloseTo(kept.length / 10_000, 5);
    expect(effectiveSampleSize).toBeCloseTo(0.5, 1);
  });

  it('refuses what it cannot do', async () => {
    const flow = affine();
    const before = memory().numTensors;
    const wide: LogDensity = (x) => fill([x.shape[0] as number, 1], 0);
    await expect(fitToDensity(flow, wide)).rejects.toMatchObject({
      code: 'shape-mismatch',
      argument: 'logDensity',
    });
    await expect(fitToDensity(flow, shifted, { steps: 0 })).rejects.toMatchObject({ argument: 'steps' });
    expect(() => importanceSample(flow, shifted, 0)).toThrow(expect.objectContaining({ argument: 'n' }));
    expect(memory().numTensors).toBe(before);
    const conditional = realNVP({ features: 2, couplings: 2, hidden: [4], context: 1 });
    await expect(fitToDensity(conditional, shifted)).rejects.toMatchObject({ argument: 'flow' });
  });
});
