import { createRng } from '@flow/backend';
import { memory, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { diagonalNormal, init, normalMixture, standardNormal, uniform } from '../index.ts';
import { klDiagonalNormals } from './kl-normal.ts';
import { jensenShannonMonteCarlo, klMonteCarlo, reverseKlMonteCarlo } from './monte-carlo.ts';
import { jensenShannonOnGrid, klOnGrid } from './on-grid.ts';

beforeAll(() => init());

const q = () => diagonalNormal({ mean: [1, 0], logScale: [0.2, -0.3] });
const p = () => standardNormal({ features: 2 });
const exact = klDiagonalNormals({ mean: [1, 0], logScale: [0.2, -0.3] }, { mean: [0, 0], logScale: [0, 0] });

test('the estimate lies within four standard errors of the closed form', () => {
  const { kl, standardError } = klMonteCarlo({ q: q(), p: p(), rng: createRng(1), samples: 20_000 });
  expect(Math.abs(kl - exact)).toBeLessThan(4 * standardError);
  expect(standardError).toBeLessThan(0.02);
});

test('the standard error is the spread of many estimates', () => {
  const [from, to] = [q(), p()];
  const runs = Array.from({ length: 200 }, (_, i) =>
    klMonteCarlo({ q: from, p: to, rng: createRng(100 + i), samples: 100 }),
  );
  const mean = runs.reduce((total, { kl }) => total + kl, 0) / runs.length;
  const spread = Math.sqrt(runs.reduce((total, { kl }) => total + (kl - mean) ** 2, 0) / (runs.length - 1));
  const claimed = runs.reduce((total, { standardError }) => total + standardError, 0) / runs.length;
  expect(claimed / spread).toBeGreaterThan(0.85);
  expect(claimed / spread).toBeLessThan(1.15);
});

test('the parts are the entropy and the cross-entropy', () => {
  const { kl, entropy, crossEntropy, standardError } = klMonteCarlo({
    q: q(),
    p: p(),
    rng: createRng(1),
    samples: 20_000,
  });
  expect(kl).toBeCloseTo(crossEntropy - entropy, 6);
  expect(Math.abs(entropy - q().entropy!())).toBeLessThan(4 * standardError);
});

test('the same seed gives the same estimate', () => {
  const run = () => klMonteCarlo({ q: q(), p: p(), rng: createRng(8), samples: 50 });
  expect(run()).toEqual(run());
});

test('the reverse divergence is that of the arguments exchanged, less log Z', () => {
  const target = (x: Tensor) => mul(sum(square(sub(x, 1)), 1), -0.5);
  const { kl, standardError } = reverseKlMonteCarlo({
    p: q(),
    logTarget: target,
    rng: createRng(3),
    samples: 20_000,
  });
  const withConstant = klDiagonalNormals(
    { mean: [1, 0], logScale: [0.2, -0.3] },
    { mean: [1, 1], logScale: [0, 0] },
  );
  expect(Math.abs(kl - (withConstant - Math.log(2 * Math.PI)))).toBeLessThan(4 * standardError);
});

test('KL is not symmetric: forward covers the modes, reverse picks one', () => {
  const twoModes = normalMixture({ means: [[-3], [3]], logScales: [[-0.5], [-0.5]] });
  const wide = diagonalNormal({ mean: [0], logScale: [1.12] });
  const narrow = diagonalNormal({ mean: [3], logScale: [-0.5] });
  const forward = (model: typeof wide) =>
    klMonteCarlo({ q: twoModes, p: model, rng: createRng(1), samples: 2000 }).kl;
  const reverse = (model: typeof wide) =>
    reverseKlMonteCarlo({ p: model, logTarget: twoModes.logProb, rng: createRng(1), samples: 2000 }).kl;
  expect(forward(wide)).toBeLessThan(forward(narrow));
  expect(reverse(narrow)).toBeLessThan(reverse(wide));
});

test('is infinite where p gives no probability to what q draws', () => {
  const box = uniform({ low: [0, 0], high: [1, 1] });
  const { kl, standardError } = klMonteCarlo({ q: p(), p: box, rng: createRng(1), samples: 100 });
  expect([kl, standardError]).toEqual([Infinity, Infinity]);
});

test('Jensen-Shannon by samples = on a grid, is symmetric and below log 2', () => {
  const [a, b] = [
    normalMixture({ means: [[-1], [1]], logScales: [[0], [-1]] }),
    standardNormal({ features: 1 }),
  ];
  const cells = Array.from({ length: 2000 }, (_, i) => -10 + (i + 0.5) / 100);
  const logNormal = (x: number, mean: number, logScale: number) =>
    -0.5 * ((x - mean) / Math.exp(logScale)) ** 2 - logScale - 0.5 * Math.log(2 * Math.PI);
  const logQ = cells.map((x) =>
    Math.log(0.5 * Math.exp(logNormal(x, -1, 0)) + 0.5 * Math.exp(logNormal(x, 1, -1))),
  );
  const logP = cells.map((x) => logNormal(x, 0, 0));
  const onGrid = jensenShannonOnGrid({ logQ, logP, cellVolume: 0.01 });
  const forth = jensenShannonMonteCarlo({ q: a, p: b, rng: createRng(1), samples: 20_000 });
  const back = jensenShannonMonteCarlo({ q: b, p: a, rng: createRng(2), samples: 20_000 });
  expect(Math.abs(forth.mean - onGrid)).toBeLessThan(4 * forth.standardError);
  expect(Math.abs(back.mean - onGrid)).toBeLessThan(4 * back.standardError);
  expect(jensenShannonOnGrid({ logQ: logP, logP: logQ, cellVolume: 0.01 })).toBeCloseTo(onGrid, 12);
  const half = logQ.map((value, i) => Math.log((Math.exp(value) + Math.exp(logP[i]!)) / 2));
  const byDefinition =
    (klOnGrid({ logQ, logP: half, cellVolume: 0.01 }).kl +
      klOnGrid({ logQ: logP, logP: half, cellVolume: 0.01 }).kl) /
    2;
  expect(onGrid).toBeCloseTo(byDefinition, 12);
  expect(onGrid).toBeLessThan(Math.LN2);
});

test('Jensen-Shannon takes the mean over both: a box within a box twice as long', () => {
  const [short, long] = [uniform({ low: [0], high: [1] }), uniform({ low: [0], high: [2] })];
  const { mean, standardError } = jensenShannonMonteCarlo({
    q: short,
    p: long,
    rng: createRng(1),
    samples: 20_000,
  });
  expect(Math.abs(mean - 0.75 * Math.log(4 / 3))).toBeLessThan(4 * standardError);
});

test('one sample is too few', () => {
  expect(() => klMonteCarlo({ q: q(), p: p(), rng: createRng(1), samples: 1 })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test('no tensor is left behind', () => {
  const [from, to] = [q(), p()];
  const before = memory().numTensors;
  klMonteCarlo({ q: from, p: to, rng: createRng(1), samples: 10 });
  jensenShannonMonteCarlo({ q: from, p: to, rng: createRng(1), samples: 10 });
  expect(memory().numTensors).toBe(before);
});
