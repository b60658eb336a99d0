import { expect, it } from 'vitest';
import { densityShades, reachOf, signedShades, topOf } from './shades.ts';

it('the top is the highest log-density of a map, and nothing has no shade', () => {
  const map = Float32Array.of(-Infinity, -3, -1, 0.5);
  expect(topOf(Float32Array.from({ length: 1000 }, (_, i) => i / 100))).toBeCloseTo(9.94, 5);
  const shades = densityShades(map, 0.5);
  expect(shades[0]).toBe(0);
  expect(shades[3]).toBe(1);
  expect(shades[1]).toBeLessThan(shades[2]!);
});

it('a map of nothing has a top too', () => {
  expect(topOf(Float32Array.of(-Infinity, -Infinity))).toBe(0);
});

it('a log-determinant of 0 has the middle shade, and signs have sides', () => {
  expect([...signedShades(Float32Array.of(-2, 0, 2), 2)]).toEqual([0, 0.5, 1]);
});

it('a map that is flat is not blown up', () => {
  expect(reachOf(Float32Array.of(0, 1e-7, -1e-7))).toBe(0.5);
});
