import { createRng } from '@flow/backend';
import { expect, test } from 'vitest';
import { histogram, pushforwardHistogram } from './histogram.ts';

const edges = Array.from({ length: 41 }, (_, i) => -4 + i / 5);
const samples = createRng(9).normal(5000);

test('counts fractions of all samples', () => {
  const { masses } = histogram([-1, 0, 0.5, 1, 2, 9], [0, 1, 2]);
  expect([...masses]).toEqual([2 / 6, 2 / 6]);
});

test('heights times widths are the masses', () => {
  const { densities, masses } = histogram(samples, [0, 0.1, 1, 3]);
  expect(densities[0]! * 0.1).toBeCloseTo(masses[0]!, 12);
  expect(densities[2]! * 2).toBeCloseTo(masses[2]!, 12);
});

test.each([
  ['rising', (z: number) => z ** 3 + z],
  ['falling', (z: number) => Math.exp(-z)],
])('a %s map carries the histogram of z to the histogram of f(z)', (_, f) => {
  const carried = pushforwardHistogram(histogram(samples, edges), f);
  const counted = histogram(Array.from(samples, f), carried.edges);
  for (const [i, mass] of counted.masses.entries()) expect(carried.masses[i]).toBeCloseTo(mass, 12);
  for (const [i, height] of counted.densities.entries()) expect(carried.densities[i]).toBeCloseTo(height, 8);
});

test('heights divide by the slope', () => {
  const before = histogram(samples, edges);
  const after = pushforwardHistogram(before, (z) => 5 * z + 1);
  for (const [i, height] of before.densities.entries())
    expect(after.densities[i]).toBeCloseTo(height / 5, 12);
});

test('the source is left alone', () => {
  const source = histogram(samples, edges);
  pushforwardHistogram(source, (z) => -z).masses.fill(0);
  expect([...source.edges]).toEqual(edges);
  expect(source.masses.some((mass) => mass > 0)).toBe(true);
});

test('a map that folds the edges, and edges that do not rise, are refused', () => {
  expect(() => pushforwardHistogram(histogram(samples, edges), (z) => z * z)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
  expect(() => histogram([1], [0, 2, 1])).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      argument: 'edges[2]',
      expected: 'a finite number above 2',
    }),
  );
  expect(() => histogram([1], [0])).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'edges' }),
  );
  expect(() => histogram([1], [0, Infinity])).toThrow(expect.objectContaining({ argument: 'edges[1]' }));
});
