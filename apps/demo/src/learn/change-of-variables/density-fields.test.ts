import { init } from '@flow/backend';
import { jacobian } from '@flow/math';
import { memory, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mapPoints } from '../maps/map-points.ts';
import { bend, fan, shear, swirl } from '../maps/plane-maps.ts';
import { dataDensities, latentDensities, massOfImage, massOfSquare } from './density-fields.ts';

beforeAll(() => init());

describe.each([bend, fan, shear, swirl])('$id', (map) => {
  it('its inverse undoes it', () => {
    const points = [[0.3, -1.2] as const, [-1.7, 0.4] as const, [1.1, 1.9] as const];
    for (const [i, [a, b]] of mapPoints(map.inverse, mapPoints(map.f, points)).entries()) {
      expect(a).toBeCloseTo(points[i]![0], 4);
      expect(b).toBeCloseTo(points[i]![1], 4);
    }
  });

  it('p(f(z)) is π(z) over the determinant', () => {
    const z = [0.7, -0.4] as const;
    const [a, b, c, d] = jacobian(map.f, tensor1d([...z])).dataSync();
    const expected = latentDensities([z])[0]! / Math.abs(a! * d! - b! * c!);
    expect(dataDensities(map, mapPoints(map.f, [z]))[0]).toBeCloseTo(expected, 5);
  });

  it('a square and its image hold the same probability', () => {
    expect(massOfImage(map, [0.2, -0.5], 0.8)).toBeCloseTo(massOfSquare([0.2, -0.5], 0.8), 3);
  });
});

it('is 0 where the map does not reach', () => {
  expect(dataDensities(fan, [[-3, 0]])).toEqual([0]);
});

it('the mass of a square is that of the normal distribution', () => {
  expect(massOfSquare([-1, -1], 2)).toBeCloseTo(0.6826894921 ** 2, 5);
});

it('leaves no tensor behind', () => {
  const before = memory().numTensors;
  massOfImage(fan, [0, 0], 0.5);
  massOfSquare([0, 0], 0.5);
  expect(memory().numTensors).toBe(before);
});
