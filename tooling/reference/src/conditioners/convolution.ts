import { at } from '../at.ts';

/** A picture's sizes; its numbers are in the order [height, width, channels]. */
export type Picture = { readonly height: number; readonly width: number };

/**
 * out(y, x, o) = Σ kernel(dy, dx, i, o) · in(y + dy − c, x + dx − c, i) with the kernel's centre c and zeros beyond the
 * border, so that the size stays.
 *
 * @param kernel [side, side, inputs, outputs] with an odd side
 */
export function convolution(
  { height, width }: Picture,
  input: ArrayLike<number>,
  kernel: ArrayLike<number>,
  { side, inputs, outputs }: { readonly side: number; readonly inputs: number; readonly outputs: number },
): Float64Array {
  const center = (side - 1) / 2;
  const out = new Float64Array(height * width * outputs);
  const isInside = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let tap = 0; tap < side * side; tap++) {
        const [dy, dx] = [Math.floor(tap / side) - center, (tap % side) - center];
        if (!isInside(y + dy, x + dx)) continue;
        for (let i = 0; i < inputs; i++) {
          const value = at(input, ((y + dy) * width + x + dx) * inputs + i);
          for (let o = 0; o < outputs; o++) {
            const place = (y * width + x) * outputs + o;
            out[place] = at(out, place) + value * at(kernel, (tap * inputs + i) * outputs + o);
          }
        }
      }
    }
  }
  return out;
}

/** (value + shift) exp(gain · logScale), one shift and log-scale a channel. */
export function shiftThenScale(
  values: Float64Array,
  shift: ArrayLike<number>,
  logScale: ArrayLike<number>,
  gain: number,
): Float64Array {
  return values.map((value, i) => {
    const channel = i % shift.length;
    return (value + at(shift, channel)) * Math.exp(gain * at(logScale, channel));
  });
}
