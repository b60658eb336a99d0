import { type Canvas, type Colour, createCanvas, paste } from './canvas.ts';

type GridOptions = {
  /** Pictures in a row of the grid. */
  readonly columns: number;
  readonly gap: number;
  /** Behind and between the pictures. */
  readonly mat: Colour;
};

/** Pictures of one size in rows on a mat, from left to right, then down. */
export function pictureGrid(pictures: readonly Canvas[], { columns, gap, mat }: GridOptions): Canvas {
  const [first] = pictures;
  const cell = { width: (first?.width ?? 0) + gap, height: (first?.height ?? 0) + gap };
  const rows = Math.ceil(pictures.length / columns);
  const canvas = createCanvas(columns * cell.width + gap, rows * cell.height + gap, mat);
  pictures.forEach((picture, i) => {
    paste(canvas, picture, gap + (i % columns) * cell.width, gap + Math.floor(i / columns) * cell.height);
  });
  return canvas;
}
