import { expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

it.each([
  [[4, 4, 4, 4], 2, [2, 4]],
  [[10, 1, 2, 1, 9], 2, [2, 5]],
  [[1, 1, 10, 1], 2, [2, 4]],
  [[5, 5, 5], 3, [1, 2, 3]],
  [[100], 2, [1, 1]],
  [[1, 100, 1], 4, [1, 2, 2, 3]],
  [[7, 3], 1, [2]],
])('cuts sizes %j for %i threads before %j', (sizes, count, ends) => {
  const segments = segmentsOf(sizes, count);
  expect(segments.map(({ end }) => end)).toEqual(ends);
  const sum = (end: number) => sizes.slice(0, end).reduce((total, size) => total + size, 0);
  segments.forEach((segment, i) => {
    const first = i === 0 ? 0 : (ends[i - 1] as number);
    expect(segment).toEqual({ first, end: ends[i], from: sum(first), to: sum(ends[i] as number) });
  });
});
