import type { FeatureSpace } from './feature-space.ts';
import { type Mask, sidesOf } from './mask.ts';
import { isPixelMask, type PixelMask, pixelSides } from './pixel-mask.ts';
import type { Shape } from './shape.ts';

/** The part of a datum that a normalisation changes. */
export type Normalised = {
  /** 1 where it does and 0 elsewhere, in a shape that broadcasts to a datum; nothing where that is everywhere. */
  readonly where?: { readonly values: Float32Array; readonly shape: Shape };
  /** How many numbers of each feature a datum has there. */
  readonly counts: Float32Array;
};

/** @param mask what is left as it is @throws invalid-argument */
export function normalisedPart(
  mask: Mask | PixelMask | undefined,
  { shape, space, features, positions }: FeatureSpace,
): Normalised {
  if (mask === undefined) return { counts: new Float32Array(features).fill(positions) };
  if (isPixelMask(mask)) {
    const { transformed } = pixelSides(mask, shape);
    const counts = new Float32Array(features).fill(transformed.length);
    return { where: { values: marked(positions, transformed), shape: [...space, 1] }, counts };
  }
  const values = marked(features, sidesOf(mask, features).transformed);
  return { where: { values, shape: [features] }, counts: values.map((one) => one * positions) };
}

function marked(length: number, at: readonly number[]): Float32Array {
  const values = new Float32Array(length);
  for (const index of at) values[index] = 1;
  return values;
}
