/** A rising function through points, with its slope. */
export type Spline = {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
};

type Segment = { z0: number; width: number; x0: number; x1: number; m0: number; m1: number };

/**
 * The rising curve through rising points: cubic between them, with slopes that keep it from turning back, and
 * straight beyond the ends.
 *
 * Slopes are the harmonic means of the neighbouring chords' (Fritsch and Butland 1984, "A method for
 * constructing local monotone piecewise cubic interpolants", eq. 5).
 *
 * @param z rising
 * @param x rising, as many
 */
export function monotoneSpline(z: readonly number[], x: readonly number[]): Spline {
  const chords = z.slice(1).map((end, i) => (at(x, i + 1) - at(x, i)) / (end - at(z, i)));
  const slopes = z.map((_, i) => knotSlope(chords[i - 1], chords[i]));
  const segments = chords.map((_, i): Segment => {
    const z0 = at(z, i);
    return {
      z0,
      width: at(z, i + 1) - z0,
      x0: at(x, i),
      x1: at(x, i + 1),
      m0: at(slopes, i),
      m1: at(slopes, i + 1),
    };
  });
  const [first, last] = [at(z, 0), at(z, -1)];
  const within = (here: number) => segments.findLast(({ z0 }) => here >= z0) as Segment;
  return {
    value: (here) => {
      if (here <= first) return at(x, 0) + (here - first) * at(slopes, 0);
      if (here >= last) return at(x, -1) + (here - last) * at(slopes, -1);
      return hermite(within(here), here);
    },
    slope: (here) => {
      if (here <= first) return at(slopes, 0);
      if (here >= last) return at(slopes, -1);
      return hermiteSlope(within(here), here);
    },
  };
}

function knotSlope(before: number | undefined, after: number | undefined): number {
  if (before === undefined || after === undefined) return before ?? after ?? Number.NaN;
  return (2 * before * after) / (before + after);
}

function hermite({ z0, width, x0, x1, m0, m1 }: Segment, z: number): number {
  const t = (z - z0) / width;
  const [t2, t3] = [t * t, t * t * t];
  return (
    (2 * t3 - 3 * t2 + 1) * x0 +
    (t3 - 2 * t2 + t) * width * m0 +
    (3 * t2 - 2 * t3) * x1 +
    (t3 - t2) * width * m1
  );
}

function hermiteSlope({ z0, width, x0, x1, m0, m1 }: Segment, z: number): number {
  const t = (z - z0) / width;
  const t2 = t * t;
  return ((6 * t - 6 * t2) * (x1 - x0)) / width + (3 * t2 - 4 * t + 1) * m0 + (3 * t2 - 2 * t) * m1;
}

function at(list: readonly number[], index: number): number {
  return list.at(index) ?? Number.NaN;
}
