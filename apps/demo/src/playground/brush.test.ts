import { expect, it } from 'vitest';
import { dab, erase } from './brush.ts';
import { fromLattice, MOST_POINTS } from './engine/painted-points.ts';

const blank = new Uint16Array();

it('a dab leaves points around its place, and what was there stays', () => {
  const first = dab(blank, [1, -1], 0.1);
  const both = dab(first, [-2, 2], 0.1);
  expect(first.length).toBe(16);
  expect([...both.slice(0, 16)]).toEqual([...first]);
  const flat = fromLattice(first);
  const far = flat.map((value, i) => Math.abs(value - (i % 2 === 0 ? 1 : -1)));
  expect(Math.max(...far)).toBeLessThan(0.6);
});

it('the same strokes leave the same points', () => {
  expect(dab(blank, [0, 0], 0.2)).toEqual(dab(blank, [0, 0], 0.2));
});

it('at the edge the points outside are lost', () => {
  expect(dab(blank, [3, 3], 0.2).length).toBeLessThan(16);
});

it('erasing takes what is near and leaves the rest', () => {
  const both = dab(dab(blank, [1, 1], 0.05), [-1, -1], 0.05);
  const left = erase(both, [1, 1], 0.2);
  expect([...left]).toEqual([...both.slice(16)]);
});

it('a full canvas takes no more', () => {
  const full = new Uint16Array(2 * MOST_POINTS).fill(2000);
  expect(dab(full, [0, 0], 0.1)).toEqual(full);
});
