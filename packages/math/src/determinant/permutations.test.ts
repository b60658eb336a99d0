import { expect, test } from 'vitest';
import { permutations } from './permutations.ts';

const lexicographic = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at !== -1 && a[at]! < b[at]!;
};

test.each([0, 1, 2, 3, 4, 5, 6])('there are n! of %i things, all different, in rising order', (n) => {
  const all = [...permutations(n)];
  expect(all).toHaveLength([1, 1, 2, 6, 24, 120, 720][n]!);
  for (const permutation of all)
    expect(permutation.toSorted((a, b) => a - b)).toEqual([...permutation.keys()]);
  for (const [i, permutation] of all.slice(1).entries())
    expect(lexicographic(all[i]!, permutation)).toBe(true);
});

test('are made one at a time', () => {
  const first = permutations(1000).next().value!;
  expect(first[999]).toBe(999);
});

test('an earlier one does not change when the next is made', () => {
  const all = permutations(3);
  const first = all.next().value!;
  all.next();
  expect(first).toEqual([0, 1, 2]);
});

test('a count that is none is refused at once', () => {
  expect(() => permutations(-1)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', received: '-1' }),
  );
  expect(() => permutations(1.5)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
