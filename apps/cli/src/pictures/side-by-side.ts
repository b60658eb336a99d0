import { type Canvas, createCanvas, paste } from './canvas.ts';
import { PAPER } from './palette.ts';

const GAP = 16;

/** Pictures from left to right, on paper that shows between and around them. */
export function sideBySide(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, 'right', GAP);
}

/** Pictures from top to bottom, on paper that shows between them. */
export function stacked(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, 'down', 0);
}

function arrange(pictures: readonly Canvas[], direction: 'right' | 'down', margin: number): Canvas {
  const isRight = direction === 'right';
  const inLine = pictures.map(({ width, height }) => (isRight ? width : height));
  const across = pictures.map(({ width, height }) => (isRight ? height : width));
  const length = inLine.reduce((sum, size) => sum + size + GAP, 2 * margin - GAP);
  const breadth = Math.max(...across) + 2 * margin;
  const canvas = createCanvas(isRight ? length : breadth, isRight ? breadth : length, PAPER);
  let at = margin;
  for (const picture of pictures) {
    paste(canvas, picture, isRight ? at : margin, isRight ? margin : at);
    at += (isRight ? picture.width : picture.height) + GAP;
  }
  return canvas;
}
