import { describe, expect, it } from 'vitest';
import { isPixelMask, pixelSides } from './pixel-mask.ts';

describe('pixelSides', () => {
  it('is a checkerboard: of 2x3 pixels those with an even sum of row and column pass, or the others', () => {
    const [even, odd] = [
      [0, 2, 4],
      [1, 3, 5],
    ];
    expect(pixelSides('evenPixels', [2, 3, 4])).toEqual({ identity: even, transformed: odd });
    expect(pixelSides('oddPixels', [2, 3, 4])).toEqual({ identity: odd, transformed: even });
  });

  it.each([[[4]], [[1, 1, 3]], [[2, 2]], [[2 ** 12, 2 ** 12, 1]]])('refuses the shape %j', (shape) => {
    expect(() => pixelSides('oddPixels', shape)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'mask' }),
    );
  });

  it('knows its names from those of feature masks', () => {
    expect(['evenPixels', 'oddPixels', 'even', 'odd', [true]].map(isPixelMask)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
