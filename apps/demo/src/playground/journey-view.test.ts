import { expect, it } from 'vitest';
import type { Picture } from './engine/picture-shape.ts';
import { journeyBox, rowsAtStop, rowsBetween } from './journey-view.ts';

/** Two rows, three stops. */
const picture: Picture = {
  logProb: new Float32Array(),
  logDet: new Float32Array(),
  samples: new Float32Array(),
  journey: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 10, -10, 5, 5),
  logDets: Float32Array.of(0.5, -0.5),
};

it('a stop is its rows', () => {
  expect([...rowsAtStop(picture, 1)]).toEqual([2, 2, 3, 3]);
});

it('half way between two stops is half way', () => {
  expect([...rowsBetween(picture, 0.5)]).toEqual([1, 1, 2, 2]);
  expect([...rowsBetween(picture, 2)]).toEqual([10, -10, 5, 5]);
});

it('the view holds the travellers, not what travels beside them', () => {
  const calm = { ...picture, journey: Float32Array.of(1, 1, 90, 90, 2, 2, 90, 90, 1, 1, 90, 90) };
  expect(journeyBox(calm, 1).x).toEqual([-3, 3]);
  const wide = { ...picture, journey: Float32Array.of(8, 8, 0, 0, 8, 8, 0, 0, 8, 8, 0, 0) };
  expect(journeyBox(wide, 1).x).toEqual([-9, 9]);
});
