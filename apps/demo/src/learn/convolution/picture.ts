/** Side of the picture in pixels. */
export const SIDE = 40;

type Colour = readonly [number, number, number];

const SKY: readonly [Colour, Colour] = [
  [0.25, 0.5, 0.86],
  [0.98, 0.82, 0.62],
];
const SUN: Colour = [1, 0.88, 0.35];
const FAR: Colour = [0.36, 0.46, 0.62];
const NEAR: Colour = [0.25, 0.56, 0.3];
const BALLOON: readonly [Colour, Colour] = [
  [0.88, 0.2, 0.22],
  [0.96, 0.93, 0.86],
];
const BASKET: Colour = [0.5, 0.32, 0.16];

/**
 * A landscape with a balloon, painted by this function alone: red, green and blue between 0 and 1, row-major
 * [SIDE, SIDE, 3].
 */
export function paintPicture(): Float32Array {
  const pixels = new Float32Array(SIDE * SIDE * 3);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      pixels.set(colourAt((column + 0.5) / SIDE, (row + 0.5) / SIDE), 3 * (row * SIDE + column));
    }
  }
  return pixels;
}

/** The colour at a point of the unit square, y downwards. */
function colourAt(x: number, y: number): Colour {
  const balloon = Math.hypot(x - 0.34, (y - 0.33) * 0.88);
  if (balloon < 0.19) return BALLOON[(Math.abs(Math.floor((x - 0.34) / 0.076 + 0.5)) % 2) as 0 | 1];
  if (Math.abs(x - 0.34) < 0.045 && y > 0.59 && y < 0.67) return BASKET;
  if (y > 0.78 + 0.05 * Math.sin(5 * x + 1)) return mix(NEAR, [0.1, 0.3, 0.18], (y - 0.75) * 3);
  if (y > 0.66 - 0.09 * Math.sin(7 * x - 0.6)) return FAR;
  if (Math.hypot(x - 0.76, y - 0.24) < 0.1) return SUN;
  return mix(SKY[0], SKY[1], y * 1.4);
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const s = Math.min(1, Math.max(0, share));
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s];
}
