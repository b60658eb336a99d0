import { type Canvas, createCanvas, paste } from './canvas.ts';
import { PAPER } from './palette.ts';

const MARGIN = 16;

/** Pictures from left to right on paper, with margins around and between them. */
export const sideBySide = (pictures: readonly Canvas[]): Canvas => arrange(pictures, 'right');

/** Pictures from top to bottom. */
export const stacked = (pictures: readonly Canvas[]): Canvas => arrange(pictures, 'down');

function arrange(pictures: readonly Canvas[], direction: 'right' | 'down'): Canvas {
  const widths = pictures.map(({ width }) => width);
  const heights = pictures.map(({ height }) => height);
  const inLine = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size + MARGIN, MARGIN);
  const across = (sizes: readonly number[]) => Math.max(...sizes) + 2 * MARGIN;
  const right = direction === 'right';
  const canvas = createCanvas(
    right ? inLine(widths) : across(widths),
    right ? across(heights) : inLine(heights),
    PAPER,
  );
  let at = MARGIN;
  for (const picture of pictures) {
    paste(canvas, picture, right ? at : MARGIN, right ? MARGIN : at);
    at += (right ? picture.width : picture.height) + MARGIN;
  }
  return canvas;
}
