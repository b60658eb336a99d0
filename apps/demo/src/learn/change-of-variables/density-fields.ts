import { changeOfVariables, integrate2d, signedArea, standardNormal } from '@flow/math';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { cellCentres, type Field } from '../../plane/contours.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { mapPoints } from '../maps/map-points.ts';
import type { Domain, InvertiblePlaneMap } from '../maps/plane-map.ts';

const CELLS = 56;
const CELLS_OF_SQUARE = 20;

/** π at points of the z plane. */
export function latentDensities(points: readonly Point[]): number[] {
  const base = standardNormal({ features: 2 });
  const logs = tidy(() => base.logProb(tensor2d(points.flat(), [points.length, 2])).dataSync());
  return Array.from(logs, Math.exp);
}

/** p at points of the x plane: π(f⁻¹(x))·|det J_f⁻¹(x)|, and 0 where f does not reach. */
export function dataDensities({ inverse }: InvertiblePlaneMap, points: readonly Point[]): number[] {
  const reached = mapPoints(inverse, points).map((point) => point.every(Number.isFinite));
  const inside = points.filter((_, i) => reached[i]);
  if (inside.length === 0) return points.map(() => 0);
  const base = standardNormal({ features: 2 });
  const logs = tidy(() =>
    changeOfVariables({ base, inverse }, tensor2d(inside.flat(), [inside.length, 2])).dataSync(),
  );
  let next = 0;
  return points.map((_, i) => (reached[i] ? Math.exp(logs[next++] ?? Number.NaN) : 0));
}

/** A density over a box, for contours. */
export function densityField(
  [x, y]: readonly [Domain, Domain],
  density: (points: readonly Point[]) => number[],
): Field {
  const grid = { columns: CELLS, rows: CELLS, x, y };
  return { ...grid, values: density(cellCentres(grid)) };
}

/** The probability of a square of the z plane: ∫∫ π dz. */
export function massOfSquare([a, b]: Point, side: number): number {
  return integrate2d(
    ({ rows, data }) => latentDensities(Array.from({ length: rows }, (_, i) => pair(data, i))),
    { from: a, to: a + side },
    { from: b, to: b + side },
    { tolerance: 1e-6 },
  ).value;
}

/**
 * The probability of that square's image, summed in the x plane: the image is cut into small quadrangles, and
 * each counts p at its middle times its area.
 */
export function massOfImage(map: InvertiblePlaneMap, [a, b]: Point, side: number): number {
  const n = CELLS_OF_SQUARE;
  const place = (i: number, j: number): Point => [a + (i * side) / n, b + (j * side) / n];
  const cells = Array.from({ length: n * n }, (_, k): Point => [k % n, Math.floor(k / n)]);
  const corners = mapPoints(
    map.f,
    cells.flatMap(([i, j]) => [place(i, j), place(i + 1, j), place(i + 1, j + 1), place(i, j + 1)]),
  );
  const middles = mapPoints(
    map.f,
    cells.map(([i, j]) => place(i + 0.5, j + 0.5)),
  );
  const densities = dataDensities(map, middles);
  return densities.reduce(
    (sum, density, k) => sum + density * quadrangleArea(corners.slice(4 * k, 4 * k + 4)),
    0,
  );
}

/** Half the cross product of the diagonals. */
function quadrangleArea([p, q, r, s]: readonly Point[]): number {
  if (!p || !q || !r || !s) return Number.NaN;
  return Math.abs(signedArea([r[0] - p[0], r[1] - p[1]], [s[0] - q[0], s[1] - q[1]])) / 2;
}

function pair(data: ArrayLike<number>, i: number): Point {
  return [data[2 * i] ?? Number.NaN, data[2 * i + 1] ?? Number.NaN];
}
