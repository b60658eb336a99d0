import { type Canvas, type Colour, createCanvas, fillRectangle } from './canvas.ts';

type GridOptions = {
  /** Of one picture, in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures in a row of the grid. */
  readonly columns: number;
  /** Each pixel of a picture becomes a square of so many. */
  readonly scale: number;
  /** Behind and between the pictures. */
  readonly mat: Colour;
  colourOf(picture: ArrayLike<number>, pixel: number): Colour;
};

const GAP = 8;

/** Pictures in rows on a mat, enlarged without smoothing. */
export function pictureGrid(pictures: readonly ArrayLike<number>[], options: GridOptions): Canvas {
  const { width, height, columns, scale, mat, colourOf } = options;
  const cell = { width: width * scale + GAP, height: height * scale + GAP };
  const rows = Math.ceil(pictures.length / columns);
  const canvas = createCanvas(columns * cell.width + GAP, rows * cell.height + GAP, mat);
  pictures.forEach((picture, i) => {
    const left = GAP + (i % columns) * cell.width;
    const top = GAP + Math.floor(i / columns) * cell.height;
    for (let pixel = 0; pixel < width * height; pixel++) {
      const x = left + (pixel % width) * scale;
      const y = top + Math.floor(pixel / width) * scale;
      fillRectangle(canvas, { x, y, width: scale, height: scale }, colourOf(picture, pixel));
    }
  });
  return canvas;
}
