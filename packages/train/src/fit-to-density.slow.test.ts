import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { banana, ring, samplerOf } from './densities.fixture.ts';
import { fitToDensity } from './fit-to-density.ts';
import { importanceSample } from './importance-sample.ts';
import { cosineDecay } from './schedules.ts';

beforeAll(() => init());

it.each([
  ['a ring in two dimensions', ring, 2, 8, Math.log(2 * Math.PI * 2 * 0.3 * Math.sqrt(2 * Math.PI))],
  ['a banana in ten dimensions', banana, 10, 8, 0],
] as const)(
  '%s: samples are worth 0.7 independent ones or more',
  async (_, density, features, couplings, logZ) => {
    const flow = samplerOf(features, couplings);
    await fitToDensity(flow, density, { steps: 3000, learningRate: 3e-3, schedule: cosineDecay, seed: 1 });
    const { effectiveSampleSize, logEvidence } = importanceSample(flow, density, 50_000, { seed: 5 });
    console.info(`effective sample size ${effectiveSampleSize.toFixed(3)}, log Z ${logEvidence.toFixed(4)}`);
    expect(effectiveSampleSize).toBeGreaterThanOrEqual(0.7);
    expect(Math.abs(logEvidence - logZ)).toBeLessThan(0.03);
    flow.dispose();
  },
);
