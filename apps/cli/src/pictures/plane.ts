import { type Canvas, type Colour, createCanvas, fillDisc, fillRectangle } from './canvas.ts';
import { DOT, densityColour, PAPER } from './palette.ts';

/** The part of the plane that a picture shows; y grows upwards. */
export type PlaneBox = {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
};

const WIDTH = 480;
/** A density is asked at every second pixel of each direction. */
const CELL = 2;
const FRAME = 6;

/** Points as dots in a frame. @param points row-major [n, 2] */
export function pointPicture(points: ArrayLike<number>, box: PlaneBox, frame: Colour): Canvas {
  const { canvas, unit, top, left } = framed(box, frame);
  for (let i = 0; i + 1 < points.length; i += 2) {
    const center = {
      x: left + (Number(points[i]) - box.x[0]) * unit,
      y: top + (box.y[1] - Number(points[i + 1])) * unit,
    };
    fillDisc(canvas, center, 1.5, DOT, 0.55);
  }
  strokeFrame(canvas, frame);
  return canvas;
}

/**
 * A density as darkness in a frame.
 *
 * @param logProb natural logarithm at points, row-major [n, 2]
 * @param largest the density that is darkest
 */
export function densityPicture(
  logProb: (points: Float32Array) => ArrayLike<number>,
  box: PlaneBox,
  largest: number,
  frame: Colour,
): Canvas {
  const { canvas, columns, rows, unit, top, left } = framed(box, frame);
  const points = Float32Array.from({ length: 2 * columns * rows }, (_, at) => {
    const cell = at >> 1;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    return at % 2 === 0 ? box.x[0] + ((column + 0.5) * CELL) / unit : box.y[1] - ((row + 0.5) * CELL) / unit;
  });
  Array.from(logProb(points)).forEach((value, cell) => {
    const place = { x: left + (cell % columns) * CELL, y: top + Math.floor(cell / columns) * CELL };
    fillRectangle(canvas, { ...place, width: CELL, height: CELL }, densityColour(Math.exp(value) / largest));
  });
  return canvas;
}

function framed({ x, y }: PlaneBox, frame: Colour) {
  const unit = WIDTH / (x[1] - x[0]);
  const columns = WIDTH / CELL;
  const rows = Math.max(1, Math.round(((y[1] - y[0]) * unit) / CELL));
  const canvas = createCanvas(WIDTH + 2 * FRAME, rows * CELL + 2 * FRAME, frame);
  const inside = { x: FRAME, y: FRAME, width: WIDTH, height: rows * CELL };
  fillRectangle(canvas, inside, PAPER);
  return { canvas, columns, rows, unit, top: FRAME, left: FRAME };
}

/** Once more over what stuck out. */
function strokeFrame(canvas: Canvas, frame: Colour): void {
  const { width, height } = canvas;
  for (const y of [0, height - FRAME]) fillRectangle(canvas, { x: 0, y, width, height: FRAME }, frame);
  for (const x of [0, width - FRAME]) fillRectangle(canvas, { x, y: 0, width: FRAME, height }, frame);
}
