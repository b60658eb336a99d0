/** √Σ(a−b)² / (floor + √Σb²): how far a is from b, in units of b. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>, floor = 1e-12): number {
  if (a.length !== b.length) return Infinity;
  let [distance, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    distance += (Number(a[i]) - Number(b[i])) ** 2;
    size += Number(b[i]) ** 2;
  }
  return Math.sqrt(distance) / (floor + Math.sqrt(size));
}

/** Largest |a−b| / (1 + |b|); NaN where any number is NaN. */
export function worstError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const error = Math.abs(Number(a[i]) - Number(b[i])) / (1 + Math.abs(Number(b[i])));
    if (Number.isNaN(error)) return Number.NaN;
    worst = Math.max(worst, error);
  }
  return worst;
}
