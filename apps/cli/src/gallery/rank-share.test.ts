import { expect, it } from 'vitest';
import { rankShare } from './rank-share.ts';

it('is the share of pairs in which the first is larger, ties half', () => {
  expect(rankShare([3, 4], [1, 2])).toBe(1);
  expect(rankShare([1], [1, 2, 0, 1])).toBe((0.5 + 0 + 1 + 0.5) / 4);
  expect(rankShare([0, 0], [0, 0])).toBe(0.5);
  expect(rankShare([1, 5, 2], [9, 3])).toBe(1 / 6);
});
