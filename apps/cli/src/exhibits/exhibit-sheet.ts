import type { Canvas } from '../pictures/canvas.ts';
import { PAPER } from '../pictures/palette.ts';
import { pictureGrid } from '../pictures/picture-grid.ts';
import type { Exhibit } from './exhibit.ts';

const GAP = 12;

/** All tiles of an exhibit on one sheet. */
export function exhibitSheet({ tiles, columns }: Exhibit): Canvas {
  const pictures = tiles.map(({ canvas }) => canvas);
  return pictureGrid(pictures, { columns: Math.min(columns, pictures.length), gap: GAP, mat: PAPER });
}
