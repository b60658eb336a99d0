import { expect, test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

test('forward takes feature i from order[i], inverse puts it back', () => {
  const layer = referenceBijector({ kind: 'permutation', order: [2, 0, 1] });
  expectResult(layer.forward([10, 20, 30]), { value: [30, 10, 20], logDet: 0, terms: 0 });
  expectResult(layer.inverse([30, 10, 20]), { value: [10, 20, 30], logDet: 0, terms: 0 });
});

test.each([[[0, 0, 1]], [[1, 2, 3]], [[]]])('order %j is refused', (order) => {
  expect(() => referenceBijector({ kind: 'permutation', order })).toThrow(/not a permutation/);
});
