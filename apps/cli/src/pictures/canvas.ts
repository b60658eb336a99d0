/** Red, green, blue: 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** An opaque raster; y grows downwards. */
export type Canvas = {
  readonly width: number;
  readonly height: number;
  /** Row-major [height, width, 3]. */
  readonly pixels: Uint8Array;
};

export function createCanvas(width: number, height: number, colour: Colour): Canvas {
  const canvas = { width, height, pixels: new Uint8Array(3 * width * height) };
  fillRectangle(canvas, { x: 0, y: 0, width, height }, colour);
  return canvas;
}

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Paints whole pixels; the rectangle must lie inside. */
export function fillRectangle(
  { width: stride, pixels }: Canvas,
  { x, y, width, height }: Rectangle,
  [red, green, blue]: Colour,
): void {
  for (let row = y; row < y + height; row++) {
    for (let at = 3 * (row * stride + x); at < 3 * (row * stride + x + width); at += 3) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
}

/** Paints a round dot with a soft edge; what lies outside is cut off. @param opacity 0..1 */
export function fillDisc(
  canvas: Canvas,
  center: { readonly x: number; readonly y: number },
  radius: number,
  colour: Colour,
  opacity: number,
): void {
  const reach = Math.ceil(radius) + 1;
  for (let y = Math.floor(center.y) - reach; y <= center.y + reach; y++) {
    for (let x = Math.floor(center.x) - reach; x <= center.x + reach; x++) {
      const distance = Math.hypot(x + 0.5 - center.x, y + 0.5 - center.y);
      const coverage = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (coverage > 0) blend(canvas, x, y, colour, coverage * opacity);
    }
  }
}

/** Copies one raster onto another, which must have room for it. */
export function paste(target: Canvas, source: Canvas, x: number, y: number): void {
  const bytes = 3 * source.width;
  for (let row = 0; row < source.height; row++) {
    const line = source.pixels.subarray(row * bytes, (row + 1) * bytes);
    target.pixels.set(line, 3 * ((y + row) * target.width + x));
  }
}

function blend({ width, height, pixels }: Canvas, x: number, y: number, colour: Colour, share: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = 3 * (y * width + x);
  colour.forEach((value, channel) => {
    const below = pixels[at + channel] ?? 0;
    pixels[at + channel] = Math.round(below + (value - below) * share);
  });
}
