import { createRng } from '@flow/backend';
import { eightGaussians } from '@flow/datasets';
import { klOnGrid } from '@flow/math';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type ContestOptions, createContest, masksOf, pile } from './contest.ts';
import { contestData } from './contest-data.ts';

describe.each(['two-moons', 'eight-gaussians'] as const)('%s in its own units', (name) => {
  const data = contestData(name);
  const width = (data.marginal.x[1] as number) - (data.marginal.x[0] as number);

  it('each coordinate has mean 0 and variance 1', () => {
    const rows = data.sample(40_000, createRng(1));
    for (const axis of [0, 1]) {
      const values = rows.filter((_, i) => i % 2 === axis);
      const mean = values.reduce((total, value) => total + value, 0) / values.length;
      const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 1);
      expect(variance).toBeCloseTo(1, 1);
    }
  });

  it('the density of the first coordinate is one', () => {
    const { x, density } = data.marginal;
    const total = density.reduce((sum, value) => sum + value * width, 0);
    const variance = density.reduce((sum, value, i) => sum + value * (x[i] as number) ** 2 * width, 0);
    expect(total).toBeCloseTo(1, 4);
    expect(variance).toBeCloseTo(1, 4);
  });

  it('a frozen pile is held back by more than its first coordinate', () => {
    const { x, density } = data.marginal;
    const logNormal = x.map((value) => -0.5 * value * value - 0.5 * Math.log(2 * Math.PI));
    const { kl } = klOnGrid({ logQ: density.map(Math.log), logP: logNormal, cellVolume: width });
    expect(kl).toBeGreaterThan(0.02);
    expect(data.limits.frozen).toBeGreaterThan(data.limits.any + kl);
  });
});

it('the lowest nll of any model is the entropy of the density', () => {
  const density = eightGaussians();
  const rows = density.sample(200_000, createRng(2));
  const deviation = [0, 1].map((axis) => {
    const values = rows.filter((_, i) => i % 2 === axis);
    return Math.sqrt(values.reduce((total, value) => total + value * value, 0) / values.length);
  });
  const entropy = -density.logProb(rows).reduce((total, value) => total + value, 0) / 200_000;
  const inUnits = entropy - Math.log((deviation[0] as number) * (deviation[1] as number));
  expect(contestData('eight-gaussians').limits.any).toBeCloseTo(inUnits, 1);
});

describe('the contest', () => {
  const options: ContestOptions = { data: 'eight-gaussians', seed: 1 };
  const run = async (steps: number) => {
    const contest = await createContest(options);
    contest.train(steps);
    const result = { ...contest.look(), limits: contest.facts.limits };
    contest.dispose();
    return result;
  };

  it('the frozen flow stays above its limit, the alternating one falls below it', async () => {
    const { alternating, frozen, limits } = await run(120);
    expect(frozen.nll).toBeGreaterThan(limits.frozen - 0.03);
    expect(frozen.nll).toBeLessThan(limits.frozen + 0.1);
    expect(alternating.nll).toBeLessThan(limits.frozen - 0.2);
    expect(alternating.nll).toBeGreaterThan(limits.any - 0.03);
  });

  it('the first coordinate of what the frozen flow draws is the latent itself, bit for bit', async () => {
    const { alternating, frozen } = await run(20);
    const { frozen: untrained } = await run(0);
    const first = (rows: Float32Array) => rows.filter((_, i) => i % 2 === 0);
    expect(first(frozen.samples)).toEqual(first(untrained.samples));
    expect(frozen.samples).not.toEqual(untrained.samples);
    expect(first(alternating.samples)).not.toEqual(first(frozen.samples));
  });

  it('gives the same numbers for the same seed', async () => {
    expect(await run(5)).toEqual(await run(5));
  });

  it('leaves no tensor behind over its steps and after them', async () => {
    const before = memory().numTensors;
    const contest = await createContest(options);
    contest.train(2);
    contest.look();
    const during = memory().numTensors;
    contest.train(20);
    contest.look();
    expect(memory().numTensors).toBe(during);
    contest.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

it('the piles differ in their masks alone', () => {
  expect(masksOf('frozen').every((mask) => mask === 'even')).toBe(true);
  expect(masksOf('alternating').slice(0, 4)).toEqual(['even', 'odd', 'even', 'odd']);
  const [one, other] = [pile(masksOf('frozen'), 4), pile(masksOf('alternating'), 4)];
  expect(one.parameterCount).toBe(other.parameterCount);
  const weights = (flow: typeof one) =>
    flow.parameters.map(({ variable }) => Array.from(variable.dataSync()));
  expect(weights(one)).toEqual(weights(other));
  one.dispose();
  other.dispose();
});
