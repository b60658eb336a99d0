import { expect, test } from 'vitest';
import { checkFinite, checkSquare, identityMatrix, matrix, matrixRows, squareMatrix } from './matrix.ts';

test('is row-major and a copy', () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const a = matrix(rows);
  rows[0]![0] = 9;
  expect([a.rows, a.columns, ...a.data]).toEqual([2, 3, 1, 2, 3, 4, 5, 6]);
  expect(matrixRows(a)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test('reads typed arrays', () => {
  expect(matrixRows(matrix([Float32Array.of(1, 0.5)]))).toEqual([[1, 0.5]]);
  expect(matrixRows(squareMatrix(Float32Array.of(1, 2, 3, 4), 2))).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('may be empty', () => {
  expect(matrix([]).data).toHaveLength(0);
  expect(identityMatrix(0).data).toHaveLength(0);
});

test('refuses ragged rows and says which', () => {
  expect(() => matrix([[1, 2], [3]])).toThrow(
    expect.objectContaining({
      code: 'shape-mismatch',
      argument: 'rows[1]',
      expected: '2 values',
      received: '1',
    }),
  );
});

test('refuses a wrong number of values or a side that is none', () => {
  expect(() => squareMatrix([1, 2, 3], 2)).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', received: '3' }),
  );
  expect(() => squareMatrix([], -1)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  expect(() => identityMatrix(1.5)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

test('names the entry that is not finite', () => {
  expect(() =>
    checkFinite(
      matrix([
        [1, 2],
        [3, Number.NaN],
      ]),
    ),
  ).toThrow(expect.objectContaining({ code: 'not-finite', argument: 'matrix[1][1]', received: 'NaN' }));
});

test('refuses to call a rectangle square', () => {
  expect(() => checkSquare(matrix([[1, 2]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', received: '[1, 2]' }),
  );
});
