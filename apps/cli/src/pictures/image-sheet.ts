import type { DataSchema } from '@flow/models';
import type { Canvas, Colour } from './canvas.ts';
import { drawPicture, pictureFormat } from './draw-picture.ts';
import { pictureGrid } from './picture-grid.ts';

const SHORTEST_SIDE = 64;
const GAP = 8;

/**
 * Pictures on a sheet as square as their number allows, each enlarged to 64 pixels or more.
 *
 * @throws invalid-argument where the schema does not describe pictures on integer levels
 */
export function imageSheet(pictures: readonly ArrayLike<number>[], schema: DataSchema, mat: Colour): Canvas {
  const format = pictureFormat(schema);
  const scale = Math.ceil(SHORTEST_SIDE / Math.min(format.width, format.height));
  return pictureGrid(
    pictures.map((picture) => drawPicture(picture, format, scale)),
    { columns: Math.ceil(Math.sqrt(pictures.length)), gap: GAP, mat },
  );
}
