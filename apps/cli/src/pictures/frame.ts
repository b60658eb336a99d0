import { type Canvas, type Colour, createCanvas, paste } from './canvas.ts';

/** A picture in a frame that says where it comes from. */
export function framed(picture: Canvas, frame: Colour, width: number): Canvas {
  const canvas = createCanvas(picture.width + 2 * width, picture.height + 2 * width, frame);
  paste(canvas, picture, width, width);
  return canvas;
}
