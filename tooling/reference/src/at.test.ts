import { expect, test } from 'vitest';
import { at } from './at.ts';

test('an element of a list is given, one outside is an error', () => {
  expect(at([4, 0], 1)).toBe(0);
  expect(() => at([4, 0], 2)).toThrow(/no element 2 among 2/);
  expect(() => at(Float64Array.of(1), -1)).toThrow(/no element -1 among 1/);
});
