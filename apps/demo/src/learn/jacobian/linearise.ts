import { type BatchFunction, jacobian, signedArea } from '@flow/math';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Point } from '../../plane/plane-context.ts';
import { mapPoints } from '../maps/map-points.ts';

/** What a map does near a point: to the linear part, and to a little square in truth. */
export type Linearisation = {
  /** f(z). */
  readonly image: Point;
  /** J_f(z), rows. */
  readonly rows: readonly [Point, Point];
  readonly determinant: number;
  /** f(z) + J_f(z)·h for the square's corners h. */
  readonly parallelogram: readonly Point[];
  /** f of the square's rim. */
  readonly trueImage: readonly Point[];
  /** The signed area of `trueImage`. */
  readonly trueArea: number;
};

const POINTS_A_SIDE = 24;

/**
 * Compares f with its linear part at z on the square of side `side` whose lower left corner is z.
 *
 * J by automatic differentiation; the area of the true image is that of the polygon through 96 points.
 */
export function linearise(f: BatchFunction, z: Point, side: number): Linearisation {
  const [a = 0, b = 0, c = 0, d = 0] = tidy(() => jacobian(f, tensor1d([...z])).dataSync());
  const trueImage = mapPoints(f, squareRim(z, side));
  const image = trueImage[0] ?? [Number.NaN, Number.NaN];
  const moved = ([h, k]: Point): Point => [image[0] + a * h + b * k, image[1] + c * h + d * k];
  return {
    image,
    rows: [
      [a, b],
      [c, d],
    ],
    determinant: signedArea([a, c], [b, d]),
    parallelogram: [moved([0, 0]), moved([side, 0]), moved([side, side]), moved([0, side])],
    trueImage,
    trueArea: polygonArea(trueImage, image),
  };
}

/** The rim of a square, anticlockwise from its lower left corner. */
export function squareRim([a, b]: Point, side: number): Point[] {
  const steps = Array.from({ length: POINTS_A_SIDE }, (_, i) => (side * i) / POINTS_A_SIDE);
  return [
    ...steps.map((t): Point => [a + t, b]),
    ...steps.map((t): Point => [a + side, b + t]),
    ...steps.map((t): Point => [a + side - t, b + side]),
    ...steps.map((t): Point => [a, b + side - t]),
  ];
}

/** The signed area of a polygon: half the sum over triangles with one corner in common. */
function polygonArea(points: readonly Point[], [x, y]: Point): number {
  let sum = 0;
  for (const [i, point] of points.entries()) {
    const next = points[(i + 1) % points.length] ?? point;
    sum += signedArea([point[0] - x, point[1] - y], [next[0] - x, next[1] - y]);
  }
  return sum / 2;
}
