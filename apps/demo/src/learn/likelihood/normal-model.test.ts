import { init, klNormals, matrix } from '@flow/math';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { dataSource } from './data-source.ts';
import { descend, divergence, landscape, logProb, loss } from './normal-model.ts';

beforeAll(() => init());

const at = { mean: 0.3, logScale: -0.2 };

it('log p is that of the normal distribution', () => {
  const u = (1.1 - 0.3) / Math.exp(-0.2);
  expect(logProb(at, [1.1])[0]).toBeCloseTo(-0.5 * u * u + 0.2 - 0.5 * Math.log(2 * Math.PI), 5);
});

it('the gradient agrees with differences', () => {
  const { samples } = dataSource('two');
  const { gradient } = loss(at, samples);
  const nll = (mean: number, logScale: number) => loss({ mean, logScale }, samples).nll;
  expect(gradient.mean).toBeCloseTo((nll(0.31, -0.2) - nll(0.29, -0.2)) / 0.02, 3);
  expect(gradient.logScale).toBeCloseTo((nll(0.3, -0.19) - nll(0.3, -0.21)) / 0.02, 2);
});

it('descending reaches mean and deviation of the data', () => {
  const { samples } = dataSource('one');
  let here = { mean: -2, logScale: 0.8 };
  for (let i = 0; i < 200; i++) here = descend(here, samples, 0.2);
  const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
  const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
  expect(here.mean).toBeCloseTo(mean, 3);
  expect(here.logScale).toBeCloseTo(0.5 * Math.log(variance), 3);
});

it('the divergence from one hill is that of two normal distributions', () => {
  const { kl, entropy, crossEntropy } = divergence(at, dataSource('one'));
  const q = { mean: [0.9], covariance: matrix([[0.36]]) };
  const p = { mean: [0.3], covariance: matrix([[Math.exp(-0.4)]]) };
  expect(kl).toBeCloseTo(klNormals(q, p), 4);
  expect(crossEntropy - entropy).toBeCloseTo(kl, 10);
});

it('the landscape is highest where the data are likeliest, and leaves no tensor behind', () => {
  const before = memory().numTensors;
  const { samples } = dataSource('one');
  const { values, columns, rows } = landscape(samples);
  expect(memory().numTensors).toBe(before);
  const best = values.indexOf(Math.max(...values));
  expect(-2.5 + (((best % columns) + 0.5) * 5) / columns).toBeCloseTo(0.9, 0);
  expect(-1 + ((Math.floor(best / columns) + 0.5) * 2) / rows).toBeCloseTo(Math.log(0.6), 0);
});
