import { expect, it } from 'vitest';
import { monotoneSpline } from './monotone-spline.ts';

const z = [-2, -1, 0, 1, 2];
const x = [-3, -2.9, 0, 0.1, 2];
const spline = monotoneSpline(z, x);
const places = Array.from({ length: 121 }, (_, i) => -3 + i / 20);

it('passes through its points', () => {
  expect(z.map(spline.value)).toEqual(x);
});

it('rises everywhere, also beyond its ends', () => {
  const values = places.map(spline.value);
  for (const [i, value] of values.slice(1).entries()) expect(value).toBeGreaterThan(values[i]!);
  for (const place of places) expect(spline.slope(place)).toBeGreaterThan(0);
});

it('knows its slope', () => {
  const h = 1e-6;
  for (const place of places.map((value) => value + 0.013)) {
    const differences = (spline.value(place + h) - spline.value(place - h)) / (2 * h);
    expect(spline.slope(place)).toBeCloseTo(differences, 6);
  }
});
