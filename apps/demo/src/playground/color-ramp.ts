export type Rgb = readonly [number, number, number];

/** 256 colours as the bytes of an image. */
export type ColorRamp = Uint8ClampedArray;

const STEPS = 256;

/** Colours at equal distances from the first stop to the last. */
export function colorRamp(stops: readonly Rgb[]): ColorRamp {
  const ramp = new Uint8ClampedArray(4 * STEPS);
  for (let step = 0; step < STEPS; step++) {
    const at = (step / (STEPS - 1)) * (stops.length - 1);
    const color = mixRgb(stops[Math.floor(at)], stops[Math.ceil(at)], at % 1);
    ramp.set([...color, 255], 4 * step);
  }
  return ramp;
}

/** Between two colours; 0 is the first. */
export function mixRgb(from: Rgb = [0, 0, 0], to: Rgb = from, share: number): Rgb {
  return [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
    from[2] + share * (to[2] - from[2]),
  ];
}

/** `rgb(1, 2, 3)` as numbers. */
export function parseRgb(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Fills an image with the colours of values, 0 the first and 1 the last of the ramp. */
export function paintValues(pixels: Uint8ClampedArray, values: ArrayLike<number>, ramp: ColorRamp): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // NaN has the first colour.
    const step = value > 0 ? Math.min(STEPS - 1, Math.round(value * (STEPS - 1))) : 0;
    pixels.set(ramp.subarray(4 * step, 4 * step + 4), 4 * i);
  }
}
