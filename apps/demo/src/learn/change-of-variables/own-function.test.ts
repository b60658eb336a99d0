import { describe, expect, it } from 'vitest';
import {
  firstFunction,
  handlesOf,
  OWN_RANGE,
  type OwnFunction,
  splineOf,
  withHandle,
  withStroke,
} from './own-function.ts';

const expectRising = (own: OwnFunction) => {
  for (const [i, height] of own.slice(1).entries()) expect(height).toBeGreaterThan(own[i]!);
  expect(own[0]).toBeGreaterThan(OWN_RANGE[0]);
  expect(own.at(-1)).toBeLessThan(OWN_RANGE[1]);
};

describe('a function drawn by hand', () => {
  it('rises at first', () => expectRising(firstFunction));

  it('goes through a rising stroke, and keeps rising beside it', () => {
    const drawn = withStroke(firstFunction, [-1, 1], [1, 2]);
    expectRising(drawn);
    const { value } = splineOf(drawn);
    for (const z of [-1, -0.4, 0.2, 1]) expect(value(z)).toBeCloseTo(1.5 + z / 2, 9);
  });

  it('gives the same curve when the stroke is drawn backwards', () => {
    expect(withStroke(firstFunction, [1, 2], [-1, 1])).toEqual(withStroke(firstFunction, [-1, 1], [1, 2]));
  });

  it('obeys the end of a falling stroke: what was drawn last stays', () => {
    expect(splineOf(withStroke(firstFunction, [-2, 2], [2, -2])).value(2)).toBeCloseTo(-2, 9);
    expect(splineOf(withStroke(firstFunction, [2, -2], [-2, 2])).value(-2)).toBeCloseTo(2, 9);
  });

  it.each([
    [[-2, 2] as const, [2, -2] as const],
    [[-3, 3.2] as const, [3, 3.2] as const],
    [[3, -3.2] as const, [-3, -3.2] as const],
  ])('keeps rising under any stroke: %j to %j', (from, to) => {
    expectRising(withStroke(firstFunction, [...from], [...to]));
  });

  it('follows a handle, however far', () => {
    const [, , middle] = handlesOf(withHandle(firstFunction, 2, 0.5));
    expect(middle).toEqual([0, 0.5]);
    expectRising(withHandle(firstFunction, 2, 9));
    expectRising(withHandle(firstFunction, 0, 9));
    expectRising(withHandle(firstFunction, 4, -9));
  });
});
