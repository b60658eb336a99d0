import { expect, test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

const count = (numbers: number) => Array.from({ length: numbers }, (_, i) => i + 1);

test('1 to 16 in 4x4x1: the blocks are the quarters of the picture, each row by row', () => {
  const layer = referenceBijector({ kind: 'squeeze', shape: [4, 4, 1], order: 'glow' });
  const z = [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16];
  expectResult(layer.inverse(count(16)), { value: z, logDet: 0, terms: 0 });
  expectResult(layer.forward(z), { value: count(16), logDet: 0, terms: 0 });
});

test.each([
  ['glow', [1, 3, 5, 7, 2, 4, 6, 8]],
  ['spaceToDepth', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['checkerboard', [1, 2, 7, 8, 3, 4, 5, 6]],
])('two channels of one block in the order of %s', (order, z) => {
  const layer = referenceBijector({ kind: 'squeeze', shape: [2, 2, 2], order });
  expectResult(layer.inverse(count(8)), { value: z, logDet: 0, terms: 0 });
  expectResult(layer.forward(z), { value: count(8), logDet: 0, terms: 0 });
});

test('an odd side is refused', () => {
  expect(() => referenceBijector({ kind: 'squeeze', shape: [3, 2, 1], order: 'glow' })).toThrow(
    /an even height and width/,
  );
});
