import type { DrawFigure } from './figure.ts';
import { figureOfRows, tilesOf } from './tiles.ts';

const COLUMNS = 10;
const ROWS = 5;

/** The first samples of a seed as they come, none left out; of a model with classes, class after class in turn. */
export const sampleGrid: DrawFigure = ({ flow, seed, temperature }) => {
  const tiles = tilesOf(flow.data ?? { features: flow.features });
  const classes = flow.contextShape?.[0];
  const n = COLUMNS * ROWS;
  const label = classes && { label: Array.from({ length: n }, (_, i) => i % classes) };
  const samples = flow.sample(n, { seed, temperature, keepNotFinite: true, ...label });
  return {
    canvas: figureOfRows(
      Array.from({ length: ROWS }, (_, row) =>
        samples.slice(row * COLUMNS, (row + 1) * COLUMNS).map(tiles.model),
      ),
    ),
    lines: [`the first ${n} samples of seed ${seed} at temperature ${temperature}`],
  };
};
