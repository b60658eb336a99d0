import type { BatchFunction } from '@flow/math';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Point } from '../../plane/plane-context.ts';
import type { Domain } from './plane-map.ts';

/** A function of a batch applied to points, all at once. */
export function mapPoints(f: BatchFunction, points: readonly Point[]): Point[] {
  if (points.length === 0) return [];
  const flat = Float32Array.from(points.flat());
  const values = tidy(() => f(tensor2d(flat, [points.length, 2])).dataSync());
  return points.map((_, i) => [values[2 * i] ?? Number.NaN, values[2 * i + 1] ?? Number.NaN]);
}

/** The lines of a square grid over a box, each as points that lie close enough to draw a curve. */
export function gridLines([x, y]: readonly [Domain, Domain], every: number, count = 49): Point[][] {
  const along = ([from, to]: Domain) =>
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const across = ([from, to]: Domain) =>
    Array.from({ length: Math.round((to - from) / every) + 1 }, (_, i) => from + i * every);
  return [
    ...across(x).map((a) => along(y).map((b): Point => [a, b])),
    ...across(y).map((b) => along(x).map((a): Point => [a, b])),
  ];
}

/** Grid lines as a map bends them. */
export function mapLines(f: BatchFunction, lines: readonly (readonly Point[])[]): Point[][] {
  const mapped = mapPoints(f, lines.flat());
  let start = 0;
  return lines.map(({ length }) => {
    start += length;
    return mapped.slice(start - length, start);
  });
}
