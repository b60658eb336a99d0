import { expect, it } from 'vitest';
import { summarise } from './statistics.ts';

it('takes the middle of an odd number of values, in whatever order', () => {
  expect(summarise([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9, runs: 3 });
});

it('takes the mean of the two middle ones of an even number', () => {
  expect(summarise([10, 1, 2, 4])).toEqual({ median: 3, min: 1, max: 10, runs: 4 });
});

it('sorts as numbers', () => {
  expect(summarise([100, 9, 20]).median).toBe(20);
});

it('refuses to summarise nothing', () => {
  expect(() => summarise([])).toThrow('nothing to summarise');
});
