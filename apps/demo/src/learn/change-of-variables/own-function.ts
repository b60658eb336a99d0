import type { Point } from '../../plane/plane-context.ts';
import type { Domain } from '../maps/plane-map.ts';
import { monotoneSpline, type Spline } from './monotone-spline.ts';

/** What is shown of the x axis of a drawn function. */
export const OWN_RANGE: Domain = [-3.2, 3.2];

const SPACING = 0.2;
const LEAST_SLOPE = 0.08;
const RISE = LEAST_SLOPE * SPACING;
/** How far a handle takes its surroundings along. */
const REACH = 1.2;

/** z of the heights that make a drawn function, from -3 to 3. */
const SUPPORT: readonly number[] = Array.from({ length: 31 }, (_, i) => Number((i * SPACING - 3).toFixed(1)));
const HANDLES = [3, 9, 15, 21, 27] as const;

/** A rising function as its heights at 31 places. */
export type OwnFunction = readonly number[];

/** What the reader finds before drawing. */
export const firstFunction: OwnFunction = SUPPORT.map(
  monotoneSpline(
    HANDLES.map((index) => SUPPORT[index] ?? 0),
    [-2.4, -1.3, 0.2, 0.9, 2.3],
  ).value,
);

export const splineOf = (own: OwnFunction): Spline => monotoneSpline(SUPPORT, own);

/** The five points at which the function can be held. */
export const handlesOf = (own: OwnFunction): Point[] =>
  HANDLES.map((index) => [SUPPORT[index] ?? 0, own[index] ?? 0]);

/** The function once a handle was moved to a height; its surroundings go along. */
export function withHandle(own: OwnFunction, handle: number, height: number): OwnFunction {
  const index = HANDLES[handle] ?? 0;
  const here = SUPPORT[index] ?? 0;
  const change = held(height, index) - (own[index] ?? 0);
  const weight = (z: number) => Math.max(0, 1 - Math.abs(z - here) / REACH);
  const moved = own.map((value, i) => value + change * weight(SUPPORT[i] ?? 0));
  return settled(moved, index);
}

/**
 * The function once a stroke was drawn from one point to another. Where the stroke went, the function goes through
 * it; elsewhere it gives way, so that it keeps rising.
 */
export function withStroke(own: OwnFunction, from: Point, to: Point): OwnFunction {
  const [left, right] = from[0] < to[0] ? [from, to] : [to, from];
  const touched = SUPPORT.flatMap((z, i) => {
    const near = z >= left[0] - SPACING / 2 && z <= right[0] + SPACING / 2;
    return near ? [[i, along(left, right, z)] as const] : [];
  });
  const inOrder = left === from ? touched : touched.reverse();
  return inOrder.reduce<OwnFunction>((drawn, [i, height]) => settled(drawn.with(i, held(height, i)), i), own);
}

function along([z0, x0]: Point, [z1, x1]: Point, z: number): number {
  if (z1 === z0) return x1;
  return x0 + (x1 - x0) * Math.min(1, Math.max(0, (z - z0) / (z1 - z0)));
}

/** So far from the ends of the range that all others still find room. */
function held(height: number, index: number): number {
  const [least, most] = OWN_RANGE;
  return Math.min(most - RISE * (SUPPORT.length - index), Math.max(least + RISE * (index + 1), height));
}

/** Rising again: from one place, which stays, outwards. */
function settled(own: OwnFunction, index: number): OwnFunction {
  const result = own.map((height, i) => held(height, i));
  for (let i = index + 1; i < result.length; i++)
    result[i] = Math.max(result[i] ?? 0, (result[i - 1] ?? 0) + RISE);
  for (let i = index - 1; i >= 0; i--) result[i] = Math.min(result[i] ?? 0, (result[i + 1] ?? 0) - RISE);
  return result;
}
