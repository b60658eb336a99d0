import type { Dataset } from '@flow/datasets';

/** A row of a table and its Euclidean distance. */
export type Neighbour = { readonly row: number; readonly distance: number };

/** The row of a table that is nearest to a point; of several, the first. */
export function nearestRow(point: Float32Array, { values, rows, schema }: Dataset): Neighbour {
  const { features } = schema;
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const square = squareDistance(point, values, row * features, least);
    if (square < least) [nearest, least] = [row, square];
  }
  return { row: nearest, distance: Math.sqrt(least) };
}

/** Stops where it is `enough`. Begins in the middle, where pictures differ most: most rows are far away soon. */
function squareDistance(point: Float32Array, values: Float32Array, start: number, enough: number): number {
  const features = point.length;
  let at = features >> 1;
  let square = 0;
  for (let i = 0; i < features && square < enough; i++) {
    const difference = (point[at] as number) - (values[start + at] as number);
    square += difference * difference;
    at = at + 1 === features ? 0 : at + 1;
  }
  return square;
}
