import type { Point } from '../../plane/plane-context.ts';

const BINS = 36;

/** Outline of a histogram of the first coordinates within ±reach, as a density: two corners for each bin. */
export function histogramOfFirst(rows: Float32Array, reach: number): Point[] {
  const width = (2 * reach) / BINS;
  const counts = new Float64Array(BINS);
  for (let i = 0; i < rows.length; i += 2) {
    const bin = Math.floor(((rows[i] ?? Number.NaN) + reach) / width);
    if (bin >= 0 && bin < BINS) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const scale = 1 / (width * (rows.length / 2));
  return Array.from(counts, (count, i): Point[] => [
    [i * width - reach, count * scale],
    [(i + 1) * width - reach, count * scale],
  ]).flat();
}
