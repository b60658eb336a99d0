import { rowOf } from '../exhibits/table-rows.ts';
import type { DrawFigure } from './figure.ts';
import { figureOfRows, tilesOf } from './tiles.ts';

const PAIRS = 6;
const STEPS = 8;

/** Arcs through the latent between the first test pictures, two by two, which stand at both ends in grey frames. */
export const interpolationRows: DrawFigure = async ({ flow, data }) => {
  const { test } = await data();
  const tiles = tilesOf(test.schema);
  const rows = Array.from({ length: Math.min(PAIRS, Math.floor(test.rows / 2)) }, (_, pair) => {
    const [a, b] = [2 * pair, 2 * pair + 1];
    const labels = flow.contextShape &&
      test.labels && { labels: [a, b].map((row) => Number(test.labels?.[row])) };
    const between = flow.interpolate(rowOf(test, a), rowOf(test, b), STEPS + 2, {
      path: 'spherical',
      keepNotFinite: true,
      ...labels,
    });
    return [tiles.real(rowOf(test, a)), ...between.slice(1, -1).map(tiles.model), tiles.real(rowOf(test, b))];
  });
  return {
    canvas: figureOfRows(rows),
    lines: [
      `${STEPS} steps on an arc in the latent between the first ${2 * rows.length} test pictures, two by two`,
    ],
  };
};
