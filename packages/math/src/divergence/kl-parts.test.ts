import fc from 'fast-check';
import { expect, test } from 'vitest';
import { klDiagonalNormals } from './kl-normal.ts';
import { klParts } from './kl-parts.ts';
import { meanWithError } from './mean-with-error.ts';
import { jensenShannonOnGrid, klOnGrid } from './on-grid.ts';

const RUNS = { seed: 6, numRuns: 100 };
const probabilities = fc
  .array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 6 })
  .filter((counts) => counts.some((count) => count > 0))
  .map((counts) => {
    const total = counts.reduce((sum, count) => sum + count);
    return counts.map((count) => count / total);
  });
const onList = (q: number[], p: number[]) => ({
  logQ: q.map(Math.log),
  logP: p.map(Math.log),
  cellVolume: 1,
});

test('KL(q ‖ p) = −H(q) − E_q log p', () => {
  const law = fc.property(probabilities, probabilities, (q, p) => {
    const { kl, entropy, crossEntropy } = klOnGrid(onList(q, p));
    const byDefinition = q.reduce(
      (sum, value, i) => (value === 0 ? sum : sum + value * Math.log(value / p[i]!)),
      0,
    );
    const entropyByDefinition = q.reduce(
      (sum, value) => (value === 0 ? sum : sum - value * Math.log(value)),
      0,
    );
    if (byDefinition === Infinity) expect([kl, crossEntropy]).toEqual([Infinity, Infinity]);
    else {
      expect(kl).toBeCloseTo(byDefinition, 12);
      expect(crossEntropy - entropy).toBeCloseTo(kl, 12);
    }
    expect(entropy).toBeCloseTo(entropyByDefinition, 12);
  });
  fc.assert(law, RUNS);
});

test('KL is never negative; Jensen-Shannon is symmetric and lies between 0 and log 2', () => {
  const law = fc.property(probabilities, probabilities, (q, p) => {
    expect(klOnGrid(onList(q, p)).kl).toBeGreaterThan(-1e-12);
    const js = jensenShannonOnGrid(onList(q, p));
    expect(js).toBeGreaterThan(-1e-12);
    expect(js).toBeLessThanOrEqual(Math.LN2 + 1e-12);
    expect(jensenShannonOnGrid(onList(p, q))).toBeCloseTo(js, 12);
    expect(jensenShannonOnGrid(onList(q, q))).toBeCloseTo(0, 12);
  });
  fc.assert(law, RUNS);
});

test('on a grid, normal distributions have their closed form', () => {
  const cells = Array.from({ length: 3000 }, (_, i) => -15 + (i + 0.5) / 100);
  const log = (mean: number, logScale: number) =>
    cells.map((x) => -0.5 * ((x - mean) / Math.exp(logScale)) ** 2 - logScale - 0.5 * Math.log(2 * Math.PI));
  const { kl, entropy } = klOnGrid({ logQ: log(0.5, -0.3), logP: log(0, 0.4), cellVolume: 0.01 });
  const closed = klDiagonalNormals({ mean: [0.5], logScale: [-0.3] }, { mean: [0], logScale: [0.4] });
  expect(kl).toBeCloseTo(closed, 9);
  expect(entropy).toBeCloseTo(0.5 * (1 + Math.log(2 * Math.PI)) - 0.3, 9);
});

test('without weights every point counts alike', () => {
  const { kl, entropy, crossEntropy } = klParts({ logQ: [-1, -2], logP: [-3, -3] });
  expect([kl, entropy, crossEntropy]).toEqual([1.5, 1.5, 3]);
});

test('other lengths and no points are refused', () => {
  expect(() => klParts({ logQ: [1], logP: [1, 2] })).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'logP', received: '2' }),
  );
  expect(() => klParts({ logQ: [1], logP: [1], weights: [] })).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'weights' }),
  );
  expect(() => klParts({ logQ: [], logP: [] })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
  expect(() => jensenShannonOnGrid({ logQ: [0], logP: [], cellVolume: 1 })).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'logP' }),
  );
});

test('a mean with its error is the textbook formula, also far from 0', () => {
  const law = fc.property(
    fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 30 }),
    (values) => {
      const n = values.length;
      const mean = values.reduce((sum, value) => sum + value) / n;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
      const far = meanWithError(values.map((value) => value + 1e9));
      expect(far.mean - 1e9).toBeCloseTo(mean, 5);
      expect(far.standardError).toBeCloseTo(Math.sqrt(variance / n), 5);
    },
  );
  fc.assert(law, RUNS);
});

test('a mean that is not finite has an infinite error, and one value has none', () => {
  expect(meanWithError([1, Infinity])).toEqual({ mean: Infinity, standardError: Infinity });
  expect(meanWithError([Infinity, -Infinity]).mean).toBeNaN();
  expect(() => meanWithError([1])).toThrow(
    expect.objectContaining({ code: 'invalid-argument', received: '1' }),
  );
});
