import { line as linePath } from 'd3-shape';
import type { Sheet } from './canvas-picture.tsx';
import { type ColorRamp, paintValues } from './color-ramp.ts';

/** Fills the sheet with a square map of values from 0 to 1. */
export function drawMap({ context, size }: Sheet, values: Float32Array, ramp: ColorRamp): void {
  const side = Math.round(Math.sqrt(values.length));
  const small = new OffscreenCanvas(side, side);
  const pen = small.getContext('2d');
  if (pen === null || side === 0) return;
  const image = pen.createImageData(side, side);
  paintValues(image.data, values, ramp);
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, size, size);
}

/** Small discs at x, y, x, y, …; `radius` in units of the page. */
export function drawPoints(
  { context, toX, toY }: Sheet,
  points: Float32Array,
  color: string,
  radius: number,
): void {
  context.fillStyle = color;
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [toX(points[i] as number), toY(points[i + 1] as number)];
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/** Lines of `steps` points each. */
export function drawLines(
  { context, toX, toY }: Sheet,
  points: Float32Array,
  steps: number,
  color: string,
): void {
  const draw = linePath<number>(
    (at) => toX(points[2 * at] as number),
    (at) => toY(points[2 * at + 1] as number),
  )
    .defined((at) => Number.isFinite(points[2 * at]) && Number.isFinite(points[2 * at + 1]))
    .context(context);
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (let start = 0; start + steps <= points.length / 2; start += steps) {
    draw(Array.from({ length: steps }, (_, step) => start + step));
  }
  context.stroke();
}

/** The lines x = 0 and y = 0. */
export function drawAxes({ context, size, colors, toX, toY }: Sheet): void {
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(toX(0), 0);
  context.lineTo(toX(0), size);
  context.moveTo(0, toY(0));
  context.lineTo(size, toY(0));
  context.stroke();
}
