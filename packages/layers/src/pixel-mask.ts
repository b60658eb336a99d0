import { FlowError } from '@flow/backend';
import { type Shape, sizeOf } from './shape.ts';

/** A checkerboard lists its pixels: the size of a hostile file must not cost more than a large picture. */
const MOST_NUMBERS = 2 ** 22;

const PIXEL_MASKS = ['evenPixels', 'oddPixels'] as const;

/**
 * A checkerboard over the pixels of a picture: those with an even sum of row and column pass unchanged and steer the
 * others (`evenPixels`), or the other way round (`oddPixels`); each pixel with all of its channels.
 */
export type PixelMask = (typeof PIXEL_MASKS)[number];

export function isPixelMask(mask: unknown): mask is PixelMask {
  return PIXEL_MASKS.some((name) => name === mask);
}

/** The pixels of each side as row · width + column, in rising order. */
export type PixelSides = { readonly identity: readonly number[]; readonly transformed: readonly number[] };

/** @throws invalid-argument where a picture has no pixels on one side */
export function pixelSides(mask: PixelMask, shape: Shape): PixelSides {
  const [height, width] = checkPicture(shape);
  const passes = mask === 'evenPixels' ? 0 : 1;
  const isIdentity = (pixel: number) => (Math.floor(pixel / width) + (pixel % width)) % 2 === passes;
  const pixels = Array.from({ length: height * width }, (_, pixel) => pixel);
  return { identity: pixels.filter(isIdentity), transformed: pixels.filter((pixel) => !isIdentity(pixel)) };
}

/** @throws invalid-argument */
function checkPicture(shape: Shape): [height: number, width: number] {
  const [height = 0, width = 0] = shape;
  if (shape.length === 3 && height * width > 1 && sizeOf(shape) <= MOST_NUMBERS) return [height, width];
  throw new FlowError('invalid-argument', {
    argument: 'mask',
    message: 'A checkerboard divides the pixels of pictures.',
    expected: 'a shape [height, width, channels] of 2 pixels or more and at most 2^22 numbers',
    received: `[${shape}]`,
  });
}
