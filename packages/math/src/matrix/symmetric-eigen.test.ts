import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, RUNS, squareMatrices } from './arbitrary-matrix.fixture.ts';
import { leadingEigenvectors } from './leading-eigenvectors.ts';
import { entry, identityMatrix, type Matrix, matrix } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** A Aᵀ, whose eigenvalues are not negative. */
const gram = (a: Matrix) => multiplyMatrices(a, transposeMatrix(a));
const diagonal = (values: Float64Array): Matrix => ({
  ...identityMatrix(values.length),
  data: identityMatrix(values.length).data.map((one, i) => one * values[i % values.length]!),
});
const sizeOf = (a: Matrix) => Math.max(1, ...a.data.map(Math.abs));

test('A = V diag(λ) Vᵀ with orthonormal V and falling λ', () => {
  const law = fc.property(squareMatrices(7), (b) => {
    const a = gram(b);
    const { values, vectors } = symmetricEigen(a);
    const again = multiplyMatrices(multiplyMatrices(vectors, diagonal(values)), transposeMatrix(vectors));
    expect(distance(again, a)).toBeLessThan(1e-13 * 7 * sizeOf(a));
    const product = multiplyMatrices(transposeMatrix(vectors), vectors);
    expect(distance(product, identityMatrix(a.rows))).toBeLessThan(1e-12);
    expect([...values]).toEqual([...values].sort((x, y) => y - x));
  });
  fc.assert(law, RUNS);
});

test('of a matrix whose eigenvalues are known: 2 − 2 cos(πk/(n + 1)) of second differences', () => {
  const n = 30;
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
  );
  const known = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * (n - k)) / (n + 1)));
  symmetricEigen(matrix(rows)).values.forEach((value, k) => {
    expect(value).toBeCloseTo(known[k]!, 12);
  });
});

const times = (a: Matrix) => (vector: Float64Array) =>
  Float64Array.from({ length: a.rows }, (_, i) =>
    vector.reduce((sum, value, j) => sum + entry(a, i, j) * value, 0),
  );

test('the leading ones are found by products alone', () => {
  const law = fc.property(squareMatrices(7), fc.nat(7), (b, wanted) => {
    const a = gram(b);
    const k = Math.min(wanted, a.rows);
    const { values, vectors } = leadingEigenvectors(times(a), a.rows, k);
    const all = symmetricEigen(a).values;
    expect(values).toHaveLength(k);
    vectors.forEach((vector, i) => {
      expect(Math.abs(values[i]! - all[i]!)).toBeLessThan(1e-11 * sizeOf(a));
      const image = times(a)(vector);
      const off = image.map((value, j) => value - values[i]! * vector[j]!);
      expect(Math.hypot(...off)).toBeLessThan(1e-8 * sizeOf(a));
    });
  });
  fc.assert(law, RUNS);
});

test('among a hundred, where few products must do and eigenvalues lie close', () => {
  const n = 100;
  const spread = Float64Array.from({ length: n }, (_, i) => 1 / (1 + i));
  let products = 0;
  const { values } = leadingEigenvectors(
    (vector) => {
      products++;
      return vector.map((value, i) => value * spread[i]!);
    },
    n,
    5,
  );
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(spread[i]!, 12);
  });
  expect(products).toBeLessThan(60);
});

test('equal eigenvalues: each gets a direction of its own', () => {
  const { values, vectors } = leadingEigenvectors((vector) => vector.map((value) => 3 * value), 8, 4);
  values.forEach((value) => {
    expect(value).toBeCloseTo(3, 12);
  });
  vectors.forEach((a, i) => {
    vectors.forEach((b, j) => {
      expect(a.reduce((sum, value, d) => sum + value * b[d]!, 0)).toBeCloseTo(i === j ? 1 : 0, 12);
    });
  });
});
