import type { Colour } from './canvas.ts';

export const PAPER: Colour = [255, 255, 255];
/** Behind what a model made: blue. */
export const MODEL_MAT: Colour = [186, 208, 235];
/** Behind real data: grey. */
export const REAL_MAT: Colour = [206, 206, 206];
export const DOT: Colour = [17, 24, 39];

/** Light to dark, for a density from 0 to its largest value. */
const DENSITY: readonly Colour[] = [
  [255, 255, 255],
  [198, 219, 239],
  [107, 174, 214],
  [33, 113, 181],
  [8, 48, 107],
];

/** The colour of a share 0..1 of the largest density. */
export function densityColour(share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (DENSITY.length - 1);
  const index = Math.min(DENSITY.length - 2, Math.floor(place));
  return mix(DENSITY[index] ?? PAPER, DENSITY[index + 1] ?? PAPER, place - index);
}

/** Level 0 is paper, the last level is ink; what is no number is black. */
export function inkColour(level: number, levels: number): Colour {
  if (!Number.isFinite(level)) return [0, 0, 0];
  return mix(PAPER, DOT, level / (levels - 1));
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const channel = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [channel(0), channel(1), channel(2)];
}
