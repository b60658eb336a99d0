import { expect, it } from 'vitest';
import { fromLattice, MOST_POINTS, packPoints, toLattice, unpackPoints } from './painted-points.ts';

it('a painted point moves by at most half a site', () => {
  const flat = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 2.99);
  const back = fromLattice(toLattice(flat));
  const moved = flat.map((at, i) => Math.abs(at - Number(back[i])));
  expect(Math.max(...moved)).toBeLessThanOrEqual(3 / 4096 + 1e-6);
  expect(Math.max(...moved)).toBeGreaterThan(0);
});

it('a point outside the canvas is left out, whole', () => {
  expect([...toLattice([0, 5, 1, 1, -3.1, 0])]).toHaveLength(2);
  expect(toLattice([Number.NaN, 0])).toHaveLength(0);
});

it('no more points are kept than one may paint', () => {
  expect(toLattice(new Float32Array(2 * MOST_POINTS + 10))).toHaveLength(2 * MOST_POINTS);
});

it('four characters hold a point', () => {
  const sites = Uint16Array.of(0, 4095, 1, 64, 2047, 2048);
  expect(packPoints(sites)).toHaveLength(12);
  expect(unpackPoints(packPoints(sites))).toEqual(sites);
});
