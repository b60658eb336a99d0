import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { numbersIn, wordIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { BijectorKind } from '../part.ts';

/**
 * z holds at block (i, j) the pixels (2i + dy, 2j + dx) of x, channel c of them at c·4 + dy·2 + dx (glow), at
 * (dy·2 + dx)·channels + c (spaceToDepth), or with the pixels in the order (0, 0), (1, 1), (0, 1), (1, 0)
 * (checkerboard); a reordering, so |det J| = 1.
 */
export const squeeze: BijectorKind = (config) => {
  const [height = 0, width = 0, channels = 0] = numbersIn(config, 'shape');
  const order = wordIn(config, 'order', ['glow', 'spaceToDepth', 'checkerboard']);
  if (height % 2 === 1 || width % 2 === 1 || height * width * channels === 0) {
    throw new InterpreterError(`squeeze: expected an even height and width, got [${height}, ${width}].`);
  }
  /** Where z keeps the number that x has at (y, x, c), in x's order. */
  const places: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const pixel = (y % 2) * 2 + (x % 2);
        const block = Math.floor(y / 2) * (width / 2) + Math.floor(x / 2);
        const turn = order === 'checkerboard' ? [0, 3, 1, 2].indexOf(pixel) : pixel;
        places.push(block * 4 * channels + (order === 'glow' ? c * 4 + pixel : turn * channels + c));
      }
    }
  }
  return {
    size: places.length,
    forward: (z) =>
      withTerms(
        Float64Array.from(places, (place) => at(z, place)),
        [],
      ),
    inverse(x) {
      const z = new Float64Array(places.length);
      places.forEach((place, i) => {
        z[place] = at(x, i);
      });
      return withTerms(z, []);
    },
  };
};
