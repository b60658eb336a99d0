import type { Dataset } from '@flow/datasets';

/** A row of a table and its Euclidean distance. */
export type Neighbour = { readonly row: number; readonly distance: number };

/** The row of a table that is nearest to a point; of several, the first. */
export function nearestRow(point: ArrayLike<number>, { values, rows, schema }: Dataset): Neighbour {
  const { features } = schema;
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    let square = 0;
    // Most rows are too far away long before their end.
    for (let i = 0; i < features && square < least; i++) {
      square += (Number(point[i]) - Number(values[row * features + i])) ** 2;
    }
    if (square < least) [nearest, least] = [row, square];
  }
  return { row: nearest, distance: Math.sqrt(least) };
}
