import type { Dataset } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { joined } from '../pictures/side-by-side.ts';
import type { Exhibit, Tile } from './exhibit.ts';
import { isGrey, pictureStyle } from './picture-style.ts';
import { classOf, rowOf } from './table-rows.ts';

const PAIRS = 8;
const STEPS = 9;

/** Ways through the latent between pairs of real pictures that were not trained on: straight, or along an arc. */
export function interpolationExhibits(flow: Flow, test: Dataset): Exhibit[] {
  const common = { columns: 2, isInk: isGrey(test.schema) };
  const ends = `between the first ${2 * PAIRS} test pictures (grey), two by two`;
  return [
    {
      ...common,
      name: 'interpolations-linear',
      title: 'Interpolations, linear',
      chineseTitle: '线性插值',
      caption: `Straight lines in the latent ${ends}.`,
      tiles: tilesOf(test, (a, b) => flow.interpolate(a, b, STEPS)),
    },
    {
      ...common,
      name: 'interpolations-spherical',
      title: 'Interpolations, spherical',
      chineseTitle: '球面插值',
      caption: `Arcs in the latent ${ends}: the latents on the way are as long as those of real pictures.`,
      tiles: tilesOf(test, (a, b) => flow.interpolate(a, b, STEPS, { path: 'spherical' })),
    },
  ];
}

type Path = (a: Float32Array, b: Float32Array) => readonly Float32Array[];

function tilesOf(test: Dataset, path: Path): Tile[] {
  const style = pictureStyle(test.schema);
  return Array.from({ length: Math.min(PAIRS, Math.floor(test.rows / 2)) }, (_, pair): Tile => {
    const [a, b] = [2 * pair, 2 * pair + 1];
    const between = path(rowOf(test, a), rowOf(test, b)).slice(1, -1);
    const names = [a, b].map((row) => classOf(test, row)?.toLowerCase() ?? `picture ${row + 1}`);
    return {
      canvas: joined([
        style.real(rowOf(test, a)),
        ...between.map((picture) => style.model(picture)),
        style.real(rowOf(test, b)),
      ]),
      alt: `from ${names.join(' to ')} in ${STEPS - 1} steps`,
    };
  });
}
