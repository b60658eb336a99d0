import { useEffect, useRef } from 'preact/hooks';
import type { Box } from './engine/plane.ts';
import { type Palette, palette } from './palette.ts';

/** A canvas whose sides are `size`, in units of the page, and how the plane lies on it. */
export type Sheet = {
  readonly context: CanvasRenderingContext2D;
  readonly size: number;
  readonly colors: Palette;
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
};

export type CanvasPictureProps = {
  readonly box: Box;
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly draw: (sheet: Sheet) => void;
  readonly testId: string;
};

/** A square picture of a part of the plane; it is drawn anew when `draw`, the theme or the room changes. */
export function CanvasPicture({ box, label, draw, testId }: CanvasPictureProps) {
  const place = useRef<HTMLCanvasElement>(null);
  const colors = palette.value;
  useEffect(() => {
    const canvas = place.current;
    if (canvas === null) return;
    const paint = () => drawOn(canvas, box, colors, draw);
    paint();
    const watcher = new ResizeObserver(paint);
    watcher.observe(canvas);
    return () => watcher.disconnect();
  }, [box, draw, colors]);
  return <canvas ref={place} class="picture" role="img" aria-label={label} data-testid={testId} />;
}

function drawOn(
  canvas: HTMLCanvasElement,
  box: Box,
  colors: Palette,
  draw: CanvasPictureProps['draw'],
): void {
  const size = canvas.clientWidth;
  const pixels = Math.round(size * Math.min(devicePixelRatio, 2));
  if (pixels === 0) return;
  if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(pixels / size, 0, 0, pixels / size, 0, 0);
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, size, size);
  draw({ context, size, colors, ...placeBox(box, size) });
}

/** Where points of a box lie on a square of the screen. */
export function placeBox({ x, y }: Box, size: number): Pick<Sheet, 'toX' | 'toY'> {
  return {
    toX: (at) => ((at - x[0]) / (x[1] - x[0])) * size,
    toY: (at) => ((y[1] - at) / (y[1] - y[0])) * size,
  };
}
