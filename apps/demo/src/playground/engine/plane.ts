/** A rectangle of the plane. */
export type Box = { readonly x: readonly [number, number]; readonly y: readonly [number, number] };

/** The smallest square with the same middle, so that pictures keep angles. */
export function squareAround({ x, y }: Box): Box {
  const half = Math.max(x[1] - x[0], y[1] - y[0]) / 2;
  const around = ([low, high]: readonly [number, number]) =>
    [(low + high) / 2 - half, (low + high) / 2 + half] as const;
  return { x: around(x), y: around(y) };
}

/** Middles of side × side cells, rows of pixels from the top of the box down, [side², 2]. */
export function cellMiddles({ x, y }: Box, side: number): Float32Array {
  const cell = [(x[1] - x[0]) / side, (y[1] - y[0]) / side] as const;
  return Float32Array.from({ length: 2 * side * side }, (_, at) => {
    const index = at >> 1;
    return at % 2 === 0
      ? x[0] + ((index % side) + 0.5) * cell[0]
      : y[1] - (Math.floor(index / side) + 0.5) * cell[1];
  });
}

/** A square grid of the latent plane: `lines` lines each way over [−reach, reach], each of `steps` points. */
export type LatentGrid = { readonly lines: number; readonly steps: number; readonly reach: number };

/** Upright lines first, then level ones, [2 · lines · steps, 2]. */
export function gridPoints({ lines, steps, reach }: LatentGrid): Float32Array {
  const along = (i: number, count: number) => (2 * i) / (count - 1) - 1;
  const flat: number[] = [];
  for (const isUpright of [true, false]) {
    for (let line = 0; line < lines; line++) {
      for (let step = 0; step < steps; step++) {
        const [across, on] = [reach * along(line, lines), reach * along(step, steps)];
        flat.push(...(isUpright ? [across, on] : [on, across]));
      }
    }
  }
  return Float32Array.from(flat);
}
