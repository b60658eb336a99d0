import type { Dataset } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { joined } from '../pictures/side-by-side.ts';
import { labelsOf } from '../training/flow-rows.ts';
import type { Exhibit, Tile } from './exhibit.ts';
import { overflowNote } from './overflow-note.ts';
import { isGrey, pictureStyle } from './picture-style.ts';
import { classOf, rowOf } from './table-rows.ts';

const PAIRS = 8;
const STEPS = 9;

/** Ways through the latent between pairs of real pictures that were not trained on: straight, or along an arc. */
export function interpolationExhibits(flow: Flow, test: Dataset): Exhibit[] {
  const common = { columns: 2, isInk: isGrey(test.schema) };
  const ends = `between the first ${2 * PAIRS} test pictures (grey), two by two`;
  const linear = waysOf(flow, test, 'linear');
  const spherical = waysOf(flow, test, 'spherical');
  return [
    {
      ...common,
      name: 'interpolations-linear',
      title: 'Interpolations, linear',
      chineseTitle: '线性插值',
      caption: `Straight lines in the latent ${ends}.${overflowNote(linear.flat())}`,
      tiles: tilesOf(test, linear),
    },
    {
      ...common,
      name: 'interpolations-spherical',
      title: 'Interpolations, spherical',
      chineseTitle: '球面插值',
      caption: `Arcs in the latent ${ends}: the latents on the way are as long as those of real pictures.${overflowNote(spherical.flat())}`,
      tiles: tilesOf(test, spherical),
    },
  ];
}

/** What lies between the first and the second test picture, the third and the fourth, and so on. */
function waysOf(flow: Flow, test: Dataset, path: 'linear' | 'spherical'): Float32Array[][] {
  return Array.from({ length: Math.min(PAIRS, Math.floor(test.rows / 2)) }, (_, pair) =>
    flow
      .interpolate(rowOf(test, 2 * pair), rowOf(test, 2 * pair + 1), STEPS, {
        path,
        keepNotFinite: true,
        ...labelsOf(flow, test, [2 * pair, 2 * pair + 1]),
      })
      .slice(1, -1),
  );
}

function tilesOf(test: Dataset, ways: readonly (readonly Float32Array[])[]): Tile[] {
  const style = pictureStyle(test.schema);
  return ways.map((between, pair): Tile => {
    const [a, b] = [2 * pair, 2 * pair + 1];
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
