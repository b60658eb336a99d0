import { createRng, init } from '@flow/backend';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullNormal } from '../base/full-normal.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { symmetricEigen } from '../matrix/symmetric-eigen.ts';
import { fitDiagonalNormal } from './fit-diagonal-normal.ts';
import { fitPcaNormal } from './fit-pca-normal.ts';
import { integrate2d } from './integrate.ts';

/** Rows that depend on each other across columns, with a spread that falls from direction to direction. */
function correlatedRows(rows: number, features: number, seed = 1): Float64Array {
  const rng = createRng(seed);
  const mixing = rng.normal(features * features);
  return Float64Array.from(
    Array.from({ length: rows }, () => {
      const sources = Array.from(rng.normal(features), (value, i) => value / (1 + i));
      return Array.from({ length: features }, (_, d) =>
        sources.reduce((sum, value, i) => sum + value * mixing[d * features + i]!, 3 * d),
      );
    }).flat(),
  );
}

/** By the definition, in nested loops. */
function covarianceOf(values: Float64Array, features: number) {
  const rows = values.length / features;
  const column = (d: number) => Array.from({ length: rows }, (_, row) => values[row * features + d]!);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / rows;
  const means = Array.from({ length: features }, (_, d) => mean(column(d)));
  const data = Float64Array.from({ length: features ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / features), at % features];
    return mean(
      Array.from({ length: rows }, (_, row) => {
        const deviation = (d: number) => values[row * features + d]! - means[d]!;
        return deviation(i) * deviation(j);
      }),
    );
  });
  return { means, covariance: { rows: features, columns: features, data } };
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const FEATURES = 6;
const values = correlatedRows(200, FEATURES);

beforeAll(() => init());

describe('a fitted density', () => {
  test.each([
    ['independent dimensions', fitDiagonalNormal(correlatedRows(50, 2), { features: 2 })],
    ['no component', fitPcaNormal(correlatedRows(50, 2), { features: 2, components: 0 })],
    ['one component', fitPcaNormal(correlatedRows(50, 2), { features: 2, components: 1 })],
    ['all components', fitPcaNormal(correlatedRows(50, 2), { features: 2, components: 2 })],
  ])('of %s integrates to 1', (_, { mean, logProb }) => {
    const [x, y] = [mean[0]!, mean[1]!];
    const density = ({ data }: Matrix) => logProb(data).map(Math.exp);
    const value = integrate2d(density, { from: x - 40, to: x + 40 }, { from: y - 40, to: y + 40 }).value;
    expect(value).toBeCloseTo(1, 8);
  });

  test('is the same whatever rows are asked together', () => {
    const { logProb } = fitPcaNormal(values, { features: FEATURES, components: 2 });
    const all = logProb(values);
    expect(logProb(values.subarray(FEATURES, 2 * FEATURES))[0]).toBe(all[1]);
    expect(all).toHaveLength(200);
  });
});

describe('independent dimensions', () => {
  test('have the means and the variances of the columns, and so the likelihood that closed form promises', () => {
    const { means, covariance } = covarianceOf(values, FEATURES);
    const { mean, logProb, parameterCount } = fitDiagonalNormal(values, { features: FEATURES });
    means.forEach((value, d) => {
      expect(mean[d]).toBeCloseTo(value, 12);
    });
    const logDet = means.reduce((sum, _, d) => sum + Math.log(covariance.data[d * (FEATURES + 1)]!), 0);
    expect(meanOf(logProb(values))).toBeCloseTo(-0.5 * (FEATURES * (Math.log(2 * Math.PI) + 1) + logDet), 10);
    expect(parameterCount).toBe(12);
  });
});

describe('components', () => {
  test.each([FEATURES - 1, FEATURES])(
    '%i of six dimensions are the full normal distribution',
    (components) => {
      const { means, covariance } = covarianceOf(values, FEATURES);
      const { logProb, parameterCount } = fitPcaNormal(values, { features: FEATURES, components });
      const full = fullNormal({ mean: means, covariance });
      const rows = correlatedRows(20, FEATURES, 2);
      const expected = tidy(() => full.logProb(tensor2d(Float32Array.from(rows), [20, FEATURES])).dataSync());
      full.dispose();
      logProb(rows).forEach((value, row) => {
        expect(Math.abs(value - expected[row]!)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      });
      expect(parameterCount).toBe(FEATURES + (FEATURES * (FEATURES + 1)) / 2);
    },
  );

  test.each([0, 1, 2, 4])(
    '%i: variances and directions are those of the covariance, the rest is shared',
    (k) => {
      const { covariance } = covarianceOf(values, FEATURES);
      const { values: eigenvalues, vectors } = symmetricEigen(covariance);
      const fitted = fitPcaNormal(values, { features: FEATURES, components: k });
      const rest = eigenvalues.slice(k).reduce((sum, value) => sum + value, 0) / (FEATURES - k);
      expect(fitted.noiseVariance).toBeCloseTo(rest, 10);
      fitted.directions.forEach((direction, i) => {
        expect(fitted.variances[i]).toBeCloseTo(eigenvalues[i]!, 10);
        const along = direction.reduce((sum, value, d) => sum + value * vectors.data[d * FEATURES + i]!, 0);
        expect(Math.abs(along)).toBeCloseTo(1, 10);
      });
      // Tipping and Bishop: at the maximum tr(C⁻¹ S) = D.
      const logDet = eigenvalues
        .slice(0, k)
        .reduce((sum, value) => sum + Math.log(value), (FEATURES - k) * Math.log(rest));
      const likelihood = -0.5 * (FEATURES * (Math.log(2 * Math.PI) + 1) + logDet);
      expect(meanOf(fitted.logProb(values))).toBeCloseTo(likelihood, 10);
    },
  );

  test('more of them never make the fitted rows less likely', () => {
    const scores = [0, 1, 2, 3, 4, 5, 6].map((components) =>
      meanOf(fitPcaNormal(values, { features: FEATURES, components }).logProb(values)),
    );
    expect(scores.slice(0, 6)).toEqual(scores.slice(0, 6).toSorted((a, b) => a - b));
    expect(scores[6]).toBeCloseTo(scores[5]!, 9);
  });

  test('are found among many dimensions with fewer rows', () => {
    const [rows, features] = [40, 500];
    const wide = correlatedRows(rows, 8, 3);
    const rng = createRng(4);
    const embedded = Float64Array.from({ length: rows * features }, (_, at) => {
      const [row, d] = [Math.floor(at / features), at % features];
      return d < 8 ? wide[row * 8 + d]! : 0;
    }).map((value) => value + 0.01 * rng.normal(1)[0]!);
    const { variances, directions } = fitPcaNormal(embedded, { features, components: 3 });
    const small = symmetricEigen(covarianceOf(wide, 8).covariance).values;
    [0, 1, 2].forEach((i) => {
      expect(Math.abs(variances[i]! / small[i]! - 1)).toBeLessThan(0.02);
      expect(directions[i]!.slice(0, 8).reduce((sum, value) => sum + value ** 2, 0)).toBeGreaterThan(0.99);
    });
  });
});

describe('what cannot be fitted is refused', () => {
  test.each([
    [() => fitDiagonalNormal([1, 2, 3], { features: 2 }), /shape-mismatch.*values.*multiple of 2/],
    [() => fitDiagonalNormal([1, 2], { features: 2 }), /invalid-argument.*values.*two rows/],
    [() => fitDiagonalNormal([1, 2, 1, 3], { features: 2 }), /column 0 is constant/],
    [() => fitDiagonalNormal([1, 2, Number.NaN, 3], { features: 2 }), /not-finite.*NaN in row 1, column 0/],
    [() => fitDiagonalNormal([1, 2], { features: 0.5 }), /features.*0\.5/],
    [() => fitPcaNormal([1, 2, 3, 4], { features: 2, components: 3 }), /components.*0 to 2.*3/],
    [() => fitPcaNormal([1, 2, 3, 4], { features: 2, components: 1 }), /do not spread in all directions/],
    [() => fitPcaNormal([1, 2, 1, 2], { features: 2, components: 0 }), /do not spread in all directions/],
  ])('%#', (fit, message) => {
    expect(fit).toThrow(message);
  });

  test('rows of another length are refused when they are asked for', () => {
    const { logProb } = fitDiagonalNormal([0, 1, 2, 5], { features: 2 });
    expect(() => logProb([1, 2, 3])).toThrow(/shape-mismatch/);
  });
});
