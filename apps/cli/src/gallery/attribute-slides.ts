import type { Dataset } from '@flow/datasets';
import { attributeDirection, slideAlong } from '@flow/models';
import { rowOf } from '../exhibits/table-rows.ts';
import { UsageError } from '../usage-error.ts';
import type { DrawFigure } from './figure.ts';
import { figureOfRows, tilesOf } from './tiles.ts';

/** From which class to which, by number. */
const PAIRS = [
  [0, 3],
  [2, 0],
  [7, 9],
  [5, 9],
] as const;
const PICTURES = 2;
/** Training pictures of each class that a mean is taken of. */
const AVERAGED = 200;
const AMOUNTS = [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25];

/** Real test pictures of one class moved along the direction to another; the frame of the real one is grey. */
export const attributeSlides: DrawFigure = async ({ flow, data }) => {
  const { train, test } = await data();
  if (!train.labels || flow.contextShape) {
    throw new UsageError(
      'this figure needs data with classes and a model without: its latent holds what differs',
    );
  }
  const tiles = tilesOf(test.schema);
  const rows = PAIRS.flatMap(([from, to]) => {
    const direction = attributeDirection(flow, ofClass(train, from, AVERAGED), ofClass(train, to, AVERAGED));
    return ofClass(test, from, PICTURES).map((picture) => {
      const moved = slideAlong(flow, picture, direction, { amounts: AMOUNTS });
      return [tiles.real(picture), tiles.gap(), ...moved.map(tiles.model)];
    });
  });
  const name = (label: number) => (test.classNames?.[label] ?? `class ${label}`).toLowerCase();
  return {
    canvas: figureOfRows(rows),
    lines: [
      ...PAIRS.map(([from, to]) => `${PICTURES} rows: ${name(from)} to ${name(to)}`),
      `amounts of the direction: ${AMOUNTS.join(', ')}; means of ${AVERAGED} training pictures of each class`,
    ],
  };
};

/** The first rows of a class. */
function ofClass(data: Dataset, label: number, n: number): Float32Array[] {
  const found: Float32Array[] = [];
  for (let row = 0; row < data.rows && found.length < n; row++) {
    if (data.labels?.[row] === label) found.push(rowOf(data, row));
  }
  return found;
}
