import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, matrices, RUNS } from './arbitrary-matrix.fixture.ts';
import { entry, type Matrix, matrix } from './matrix.ts';
import { multiplyMatrices, transposeMatrix } from './product.ts';
import { solveTriangular, type TriangularOptions } from './triangular.ts';

/** The triangle alone, with a diagonal that keeps the problem well-conditioned. */
function triangleOf(a: Matrix, { triangle, unitDiagonal }: TriangularOptions): Matrix {
  const data = a.data.map((value, at) => {
    const [row, column] = [Math.floor(at / a.columns), at % a.columns];
    if (row === column) return unitDiagonal ? 1 : 20 + value;
    return (triangle === 'lower') === row > column ? value : 0;
  });
  return { ...a, data };
}

const cases: TriangularOptions[] = (['lower', 'upper'] as const).flatMap((triangle) =>
  [false, true].flatMap((unitDiagonal) =>
    [false, true].map((transposed) => ({ triangle, unitDiagonal, transposed })),
  ),
);

test.each(cases)('T X = B: $triangle, unit diagonal $unitDiagonal, transposed $transposed', (options) => {
  const law = fc.property(matrices(4), matrices(4, 2), (a, b) => {
    const t = triangleOf(a, options);
    const x = solveTriangular(t, b, options);
    const image = multiplyMatrices(options.transposed ? transposeMatrix(t) : t, x);
    const scale = 1 + x.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    expect(distance(image, b)).toBeLessThan(1e-12 * scale * 30);
  });
  fc.assert(law, RUNS);
});

test('never reads the other triangle, nor a unit diagonal', () => {
  const t = matrix([
    [Number.NaN, Number.NaN],
    [3, Number.NaN],
  ]);
  const x = solveTriangular(t, matrix([[1], [5]]), { triangle: 'lower', unitDiagonal: true });
  expect([entry(x, 0, 0), entry(x, 1, 0)]).toEqual([1, 2]);
});

test('refuses a zero on the diagonal and names it', () => {
  expect(() =>
    solveTriangular(
      matrix([
        [1, 0],
        [1, 0],
      ]),
      matrix([[1], [1]]),
      { triangle: 'lower' },
    ),
  ).toThrow(expect.objectContaining({ code: 'singular', argument: 't[1][1]' }));
});

test('refuses a right side of another height', () => {
  expect(() => solveTriangular(matrix([[1]]), matrix([[1], [1]]), { triangle: 'lower' })).toThrow(
    expect.objectContaining({
      code: 'shape-mismatch',
      argument: 'b',
      expected: '1 rows',
      received: '[2, 1]',
    }),
  );
});
