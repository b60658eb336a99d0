import type { Config } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';

/** Feature indices in rising order: those that pass through a coupling, and those that it changes. */
export type Sides = { readonly kept: readonly number[]; readonly changed: readonly number[] };

/** The sides that a coupling's `mask` names ('firstHalf' holds the middle of an odd number) or lists. */
export function sidesIn(config: Config, features: number): Sides {
  const isKept = keptTest(config, features);
  const all = Array.from({ length: features }, (_, i) => i);
  return { kept: all.filter(isKept), changed: all.filter((i) => !isKept(i)) };
}

function keptTest({ kind, mask }: Config, features: number): (index: number) => boolean {
  const inFirstHalf = (i: number) => 2 * i < features;
  if (mask === 'even') return (i) => i % 2 === 0;
  if (mask === 'odd') return (i) => i % 2 === 1;
  if (mask === 'firstHalf') return inFirstHalf;
  if (mask === 'secondHalf') return (i) => !inFirstHalf(i);
  if (Array.isArray(mask) && mask.length === features) return (i) => mask[i] === true;
  throw new InterpreterError(
    `${kind}: expected a mask of ${features} features, got ${JSON.stringify(mask)}.`,
  );
}

/** The pixels of a checkerboard's sides, in rising order. */
export type PixelSides = { readonly kept: readonly number[]; readonly changed: readonly number[] };

/** The sides that 'evenPixels' (kept where row + column is even) or 'oddPixels' names; nothing for other masks. */
export function pixelSidesIn({ kind, mask }: Config, space: readonly number[]): PixelSides | undefined {
  if (mask !== 'evenPixels' && mask !== 'oddPixels') return undefined;
  const [height = 0, width = 0, ...more] = space;
  if (height === 0 || width === 0 || more.length > 0) {
    throw new InterpreterError(`${kind}: a checkerboard needs pictures, got the space [${space}].`);
  }
  const colour = mask === 'evenPixels' ? 0 : 1;
  const isKept = (pixel: number) => (Math.floor(pixel / width) + (pixel % width)) % 2 === colour;
  const all = Array.from({ length: height * width }, (_, pixel) => pixel);
  return { kept: all.filter(isKept), changed: all.filter((pixel) => !isKept(pixel)) };
}
