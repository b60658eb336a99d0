import { type Canvas, createCanvas, paste } from './canvas.ts';
import { PAPER } from './palette.ts';

const GAP = 16;

/** Pictures from left to right, on paper that shows between and around them. */
export function sideBySide(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, { direction: 'right', gap: GAP, margin: GAP });
}

/** Pictures from top to bottom, on paper that shows between them. */
export function stacked(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, { direction: 'down', gap: GAP, margin: 0 });
}

/** Pictures from left to right that touch. */
export function joined(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, { direction: 'right', gap: 0, margin: 0 });
}

/** Pictures from top to bottom that touch. */
export function piled(pictures: readonly Canvas[]): Canvas {
  return arrange(pictures, { direction: 'down', gap: 0, margin: 0 });
}

type Arrangement = { readonly direction: 'right' | 'down'; readonly gap: number; readonly margin: number };

function arrange(pictures: readonly Canvas[], { direction, gap, margin }: Arrangement): Canvas {
  const isRight = direction === 'right';
  const inLine = pictures.map(({ width, height }) => (isRight ? width : height));
  const across = pictures.map(({ width, height }) => (isRight ? height : width));
  const length = inLine.reduce((sum, size) => sum + size + gap, 2 * margin - gap);
  const breadth = Math.max(...across) + 2 * margin;
  const canvas = createCanvas(isRight ? length : breadth, isRight ? breadth : length, PAPER);
  let at = margin;
  for (const picture of pictures) {
    paste(canvas, picture, isRight ? at : margin, isRight ? margin : at);
    at += (isRight ? picture.width : picture.height) + gap;
  }
  return canvas;
}
