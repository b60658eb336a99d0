import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hadamardBound, matrices, RUNS, squareMatrices } from './arbitrary-matrix.fixture.ts';
import { conditionNumber } from './condition.ts';
import { matrix } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';
import { determinant, slogdet } from './slogdet.ts';

test('sign · exp(logAbsDet) is the determinant', () => {
  const law = fc.property(squareMatrices(6), (a) => {
    const { sign, logAbsDet } = slogdet(a.data, a.rows);
    const exact = determinant(a);
    expect(Math.abs(sign * Math.exp(logAbsDet) - exact)).toBeLessThanOrEqual(1e-12 * hadamardBound(a));
    expect(sign).toBe(Math.sign(exact) + 0);
  });
  fc.assert(law, RUNS);
});

test('slogdet(A B) = slogdet(A) + slogdet(B), and the signs multiply', () => {
  const pairs = fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(matrices(n), matrices(n)));
  const law = fc.property(pairs, ([a, b]) => {
    fc.pre(conditionNumber(a) < 1e5 && conditionNumber(b) < 1e5);
    const [ofA, ofB] = [slogdet(a.data, a.rows), slogdet(b.data, b.rows)];
    const ofProduct = slogdet(multiplyMatrices(a, b).data, a.rows);
    expect(ofProduct.logAbsDet).toBeCloseTo(ofA.logAbsDet + ofB.logAbsDet, 8);
    expect(ofProduct.sign).toBe(ofA.sign * ofB.sign);
  });
  fc.assert(law, RUNS);
});

test('a transpose has the same determinant', () => {
  const law = fc.property(squareMatrices(6), (a) => {
    const difference = determinant(a) - determinant(transposeMatrix(a));
    expect(Math.abs(difference)).toBeLessThanOrEqual(1e-12 * hadamardBound(a));
  });
  fc.assert(law, RUNS);
});

test('a swap of rows turns the sign', () => {
  expect(
    determinant(
      matrix([
        [0, 1],
        [1, 0],
      ]),
    ),
  ).toBe(-1);
  expect(slogdet([0, 1, 0, 0, 0, 1, 1, 0, 0], 3)).toEqual({ sign: 1, logAbsDet: 0 });
});

test('a singular matrix has sign 0 and −Infinity', () => {
  expect(slogdet([1, 2, 3, 2, 4, 6, 1, 1, 1], 3)).toEqual({ sign: 0, logAbsDet: -Infinity });
  expect(slogdet([0], 1)).toEqual({ sign: 0, logAbsDet: -Infinity });
});

test('a nearly singular matrix keeps its digits', () => {
  const { sign, logAbsDet } = slogdet([1, 1, 1, 1 + 2 ** -40], 2);
  expect(sign).toBe(1);
  expect(logAbsDet).toBeCloseTo(-40 * Math.LN2, 12);
});

test('neither overflows nor underflows', () => {
  const side = 200;
  const diagonal = (value: number) =>
    Float64Array.from({ length: side * side }, (_, i) => (i % (side + 1) === 0 ? value : 0));
  expect(slogdet(diagonal(1e-9), side).logAbsDet).toBeCloseTo(-200 * 9 * Math.LN10, 8);
  expect(slogdet(diagonal(-1e9), side)).toEqual({
    sign: 1,
    logAbsDet: expect.closeTo(200 * 9 * Math.LN10, 8),
  });
  expect(determinant({ rows: side, columns: side, data: diagonal(1e9) })).toBe(Infinity);
});

test('an empty matrix has determinant 1', () => {
  expect(slogdet([], 0)).toEqual({ sign: 1, logAbsDet: 0 });
});

test('refuses a count that is no square and numbers that are not finite', () => {
  expect(() => slogdet([1, 2, 3], 2)).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'matrix' }),
  );
  expect(() => slogdet([Number.NaN], 1)).toThrow(expect.objectContaining({ code: 'not-finite' }));
});
