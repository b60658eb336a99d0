/** Densities have long tails: a power below 1 keeps them visible. */
const TAIL_POWER = 0.55;

/** The log-density that gets the darkest shade: the highest, but for a few cells that stick out. */
export function topOf(logProb: Float32Array): number {
  const sorted = logProb.filter((value) => value > -Infinity).sort();
  return sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0;
}

/** Shades from 0 to 1 of log-densities, (p / p_top)^power. */
export function densityShades(logProb: Float32Array, top: number): Float32Array {
  return logProb.map((value) => Math.exp(TAIL_POWER * (value - top)));
}

/** The size of a log-determinant that gets the full shade of its sign. */
export function reachOf(logDet: Float32Array): number {
  const sizes = logDet.map(Math.abs).sort();
  return Math.max(0.5, sizes[Math.floor(0.97 * (sizes.length - 1))] ?? 0);
}

/** Shades from 0 (−reach) over 0.5 (0) to 1 (reach). */
export function signedShades(logDet: Float32Array, reach: number): Float32Array {
  return logDet.map((value) => 0.5 + value / (2 * reach));
}
