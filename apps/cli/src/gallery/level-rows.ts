import { resampleLevels } from '@flow/models';
import { rowOf } from '../exhibits/table-rows.ts';
import type { DrawFigure } from './figure.ts';
import { figureOfRows, tilesOf } from './tiles.ts';

const PICTURES = 4;
const DRAWS = 3;

/**
 * What each level of the latent holds: each row begins with a real test picture; then, for each choice of levels, the
 * same picture with the latents of these levels drawn anew and all others kept.
 */
export const levelRows: DrawFigure = async ({ flow, data, seed, temperature }) => {
  const { test } = await data();
  const tiles = tilesOf(test.schema);
  const levels = flow.latentLayout.map(({ level }) => level);
  // The finest alone, then with the next coarser one, and so on; at last the coarsest alone.
  const choices = [
    ...levels.toReversed().map((coarsest) => levels.filter((level) => level >= coarsest)),
    ...(levels.length > 1 ? [[0]] : []),
  ];
  const rows = Array.from({ length: Math.min(PICTURES, test.rows) }, (_, row) => {
    const picture = rowOf(test, row);
    const label = flow.contextShape && test.labels && { labels: Number(test.labels[row]) };
    const redrawn = choices.flatMap((chosen) => {
      const options = { levels: chosen, temperature, seed: seed + row, ...label };
      const draws = resampleLevels(flow, new Array(DRAWS).fill(picture), options);
      return [tiles.gap(), ...draws.map(tiles.model)];
    });
    return [tiles.real(picture), ...redrawn];
  });
  return {
    canvas: figureOfRows(rows),
    lines: choices.map(
      (chosen, i) => `group ${i + 1}: levels ${chosen.join(', ')} drawn anew at temperature ${temperature}`,
    ),
  };
};
