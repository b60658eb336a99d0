import { FlowError } from '@flow/backend';

/**
 * Pixels of 8 bits with only their `bits` highest: floor(x / 2^(8 − bits)), 0..2^bits − 1, as Glow was trained on 5
 * bits. Source: github.com/openai/glow, model.py, preprocess.
 *
 * @param pixels 0..255
 * @param bits 1 to 8
 * @returns [pixels.length]
 * @throws invalid-argument
 * @example
 * ```ts
 * reduceBits([0, 7, 8, 255], 5); // [0, 0, 1, 31]
 * ```
 */
export function reduceBits(pixels: ArrayLike<number>, bits: number): Float32Array {
  if (Number.isSafeInteger(bits) && bits >= 1 && bits <= 8) {
    return Float32Array.from(pixels, (pixel) => Math.floor(pixel / 2 ** (8 - bits)));
  }
  throw new FlowError('invalid-argument', {
    argument: 'bits',
    message: 'Pixels have 8 bits, of which some can be kept.',
    expected: 'a whole number, 1 to 8',
    received: String(bits),
  });
}
