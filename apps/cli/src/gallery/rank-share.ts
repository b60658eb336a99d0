/**
 * The share of pairs (a, b) in which a is larger, ties counted half: the area under the ROC curve of a score that should
 * be large in `a` and small in `b` (Mann and Whitney 1947).
 */
export function rankShare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const sorted = Float64Array.from(b).sort();
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle] as number;
      if (orEqual ? at <= value : at < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = Array.from(a).reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0);
  return wins / (a.length * b.length);
}
