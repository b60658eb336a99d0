import { WireError } from './wire.ts';

/** Painted points on a lattice of 4096 × 4096, as x, y, x, y, …: 12 bits each, four characters a point in a link. */
export type PaintedPoints = Uint16Array;

/** Where one paints: the square [−3, 3]². */
export const CANVAS_REACH = 3;
/** Fewer are nothing to learn from. */
export const FEWEST_PAINTED = 20;
export const MOST_POINTS = 3000;
/** A link of more than some 6,000 characters is cut by programs that pass it on. */
export const MOST_POINTS_IN_LINK = 1500;

const LATTICE = 4096;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Coordinates to lattice sites; what lies outside is left out. @param flat x, y, x, y, … */
export function toLattice(flat: ArrayLike<number>): PaintedPoints {
  const sites: number[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const site = [flat[i], flat[i + 1]].map((at) =>
      Math.floor(((Number(at) + CANVAS_REACH) / (2 * CANVAS_REACH)) * LATTICE),
    );
    if (site.every((side) => side >= 0 && side < LATTICE)) sites.push(...site);
  }
  return Uint16Array.from(sites.slice(0, 2 * MOST_POINTS));
}

/** The middles of the sites. */
export function fromLattice(points: PaintedPoints): Float32Array {
  return Float32Array.from(points, (site) => ((site + 0.5) / LATTICE) * 2 * CANVAS_REACH - CANVAS_REACH);
}

export function packPoints(points: PaintedPoints): string {
  const letters: string[] = [];
  points.forEach((site) => {
    letters.push(ALPHABET.charAt(site >> 6), ALPHABET.charAt(site & 63));
  });
  return letters.join('');
}

/** @throws WireError */
export function unpackPoints(text: string): PaintedPoints {
  const codes = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (text.length % 4 !== 0 || codes.includes(-1) || text.length > 4 * MOST_POINTS) {
    throw new WireError('points', `up to ${MOST_POINTS} points of four characters`, text);
  }
  return Uint16Array.from(
    { length: codes.length / 2 },
    (_, i) => Number(codes[2 * i]) * 64 + Number(codes[2 * i + 1]),
  );
}

/** @throws WireError */
export function readPaintedPoints(value: unknown): PaintedPoints {
  const isGood =
    value instanceof Uint16Array &&
    value.length % 2 === 0 &&
    value.length <= 2 * MOST_POINTS &&
    value.every((site) => site < LATTICE);
  if (isGood) return value;
  throw new WireError('points', 'painted points', value);
}
