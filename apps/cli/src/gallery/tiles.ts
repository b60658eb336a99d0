import type { DataSchema } from '@flow/models';
import { type Canvas, createCanvas } from '../pictures/canvas.ts';
import { drawPicture, pictureFormat } from '../pictures/draw-picture.ts';
import { framed } from '../pictures/frame.ts';
import { MODEL_MAT, PAPER, REAL_MAT } from '../pictures/palette.ts';
import { joined, piled } from '../pictures/side-by-side.ts';

/** Pictures of about this many pixels a side, so that a figure stays a small file. */
const SIDE = 64;
const FRAME = 2;
const GAP = 6;

/** A row of a figure: real pictures in grey frames, those of the model in blue ones, and gaps. */
export type RowOfTiles = readonly Canvas[];

/** How the pictures of one schema become tiles. */
export function tilesOf(schema: DataSchema) {
  const format = pictureFormat(schema);
  const scale = Math.max(1, Math.floor(SIDE / Math.max(format.width, format.height)));
  const draw = (picture: ArrayLike<number>) => drawPicture(picture, format, scale);
  const height = format.height * scale + 2 * FRAME;
  return {
    model: (picture: ArrayLike<number>) => framed(draw(picture), MODEL_MAT, FRAME),
    real: (picture: ArrayLike<number>) => framed(draw(picture), REAL_MAT, FRAME),
    gap: () => createCanvas(GAP, height, PAPER),
  };
}

/** Rows below each other. */
export function figureOfRows(rows: readonly RowOfTiles[]): Canvas {
  return piled(rows.map((row) => joined(row)));
}
