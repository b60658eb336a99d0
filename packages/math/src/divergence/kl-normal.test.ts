import { createRng } from '@flow/backend';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullNormal, init } from '../index.ts';
import { identityMatrix, type Matrix, matrix } from '../matrix/matrix.ts';
import { multiplyMatrices, transposeMatrix } from '../matrix/product.ts';
import { klDiagonalNormals, klNormals } from './kl-normal.ts';
import { klMonteCarlo } from './monte-carlo.ts';

beforeAll(() => init());

const RUNS = { seed: 12, numRuns: 100 };
const number = fc.double({ min: -2, max: 2, noNaN: true });
const vector = (n: number) => fc.array(number, { minLength: n, maxLength: n });
const diagonal = fc.record({ mean: vector(3), logScale: vector(3) });
const full = fc.record({
  mean: vector(3),
  covariance: fc.array(vector(3), { minLength: 3, maxLength: 3 }).map(gram),
});

/** B Bᵀ + ½ I. */
function gram(rows: number[][]): Matrix {
  const b = matrix(rows);
  const product = multiplyMatrices(b, transposeMatrix(b));
  const identity = identityMatrix(b.rows).data;
  return { ...product, data: product.data.map((value, i) => value + 0.5 * (identity[i] as number)) };
}

function asFull({ mean, logScale }: { mean: number[]; logScale: number[] }) {
  const variance = (i: number) => Math.exp(2 * (logScale[i] as number));
  const rows = mean.map((_, i) => mean.map((__, j) => (i === j ? variance(i) : 0)));
  return { mean, covariance: matrix(rows) };
}

describe('KL of normal distributions', () => {
  test('is 0 of a distribution from itself, and never negative', () => {
    const law = fc.property(diagonal, diagonal, full, full, (a, b, c, d) => {
      expect(klDiagonalNormals(a, a)).toBe(0);
      expect(klNormals(c, c)).toBeCloseTo(0, 10);
      expect(klDiagonalNormals(a, b)).toBeGreaterThanOrEqual(0);
      expect(klNormals(c, d)).toBeGreaterThan(-1e-10);
    });
    fc.assert(law, RUNS);
  });

  test('of diagonal covariances is the same by both formulas', () => {
    const law = fc.property(diagonal, diagonal, (q, p) => {
      const kl = klDiagonalNormals(q, p);
      expect(Math.abs(klNormals(asFull(q), asFull(p)) - kl)).toBeLessThan(1e-10 * (1 + kl));
    });
    fc.assert(law, RUNS);
  });

  test('does not change when both go through the same linear map', () => {
    const law = fc.property(full, full, fc.array(vector(3), { minLength: 3, maxLength: 3 }), (q, p, rows) => {
      const map = gram(rows);
      const push = ({ mean, covariance }: { mean: number[]; covariance: Matrix }) => ({
        mean: multiplyMatrices(map, transposeMatrix(matrix([mean]))).data,
        covariance: multiplyMatrices(multiplyMatrices(map, covariance), transposeMatrix(map)),
      });
      const kl = klNormals(q, p);
      expect(Math.abs(klNormals(push(q), push(p)) - kl)).toBeLessThan(1e-7 * (1 + kl));
    });
    fc.assert(law, RUNS);
  });

  test('agrees with samples within four standard errors', () => {
    const covariances = [
      gram([
        [1, 0.3],
        [0, 0.8],
      ]),
      gram([
        [0.5, 0],
        [0.7, 1],
      ]),
    ] as const;
    const [q, p] = [
      { mean: [0.2, -0.4], covariance: covariances[0] },
      { mean: [0, 0.3], covariance: covariances[1] },
    ];
    const estimate = klMonteCarlo({ q: fullNormal(q), p: fullNormal(p), rng: createRng(2), samples: 20_000 });
    expect(Math.abs(estimate.kl - klNormals(q, p))).toBeLessThan(4 * estimate.standardError);
    expect(estimate.standardError).toBeLessThan(0.02);
  });

  test('keeps its digits where the two are nearly alike', () => {
    const kl = klDiagonalNormals({ mean: [0], logScale: [1e-8] }, { mean: [0], logScale: [0] });
    expect(kl / 1e-16).toBeCloseTo(1, 6);
  });

  test('refuses other numbers of dimensions and what is no covariance', () => {
    const one = { mean: [0], logScale: [0] };
    expect(() => klDiagonalNormals({ mean: [0, 0], logScale: [0, 0] }, one)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', argument: 'p.mean' }),
    );
    const square = { mean: [0, 0], covariance: identityMatrix(2) };
    expect(() => klNormals(square, { mean: [0, 0], covariance: identityMatrix(3) })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', argument: 'p.covariance', received: '[3, 3]' }),
    );
    expect(() =>
      klNormals(square, {
        mean: [0, 0],
        covariance: matrix([
          [1, 2],
          [2, 1],
        ]),
      }),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
