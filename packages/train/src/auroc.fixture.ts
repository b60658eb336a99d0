/**
 * Area under the ROC curve: the chance that an anomaly has a higher score than a normal row, ties counted half; by ranks.
 */
export function areaUnderRoc(normal: Float32Array, anomalies: Float32Array): number {
  const sorted = [...normal].sort((a, b) => a - b);
  const below = (score: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = sorted[middle] as number;
      if (value < score || (orEqual && value === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = anomalies.reduce((sum, score) => sum + (below(score, false) + below(score, true)) / 2, 0);
  return wins / (normal.length * anomalies.length);
}
