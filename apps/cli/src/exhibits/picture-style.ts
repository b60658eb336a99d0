import type { DataSchema } from '@flow/models';
import type { Canvas } from '../pictures/canvas.ts';
import { drawPicture, pictureFormat } from '../pictures/draw-picture.ts';
import { framed } from '../pictures/frame.ts';
import { MODEL_MAT, REAL_MAT } from '../pictures/palette.ts';

const SIDE = 96;
const FRAME = 4;

/** How pictures of one kind look in exhibits: the model's in blue frames, real ones in grey. */
export type PictureStyle = {
  model(picture: ArrayLike<number>): Canvas;
  real(picture: ArrayLike<number>): Canvas;
};

export function pictureStyle(schema: DataSchema): PictureStyle {
  const format = pictureFormat(schema);
  const scale = Math.max(1, Math.round(SIDE / Math.max(format.width, format.height)));
  const draw = (picture: ArrayLike<number>) => drawPicture(picture, format, scale);
  return {
    model: (picture) => framed(draw(picture), MODEL_MAT, FRAME),
    real: (picture) => framed(draw(picture), REAL_MAT, FRAME),
  };
}

/** Grey pictures are drawn as ink on paper. */
export function isGrey(schema: DataSchema): boolean {
  return pictureFormat(schema).channels === 1;
}
