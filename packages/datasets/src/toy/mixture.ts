/** log Σ exp(terms), relative to the largest term, so that nothing overflows or vanishes. */
export function logSumExp(terms: readonly number[]): number {
  const peak = Math.max(...terms);
  if (peak === Number.NEGATIVE_INFINITY) return peak;
  return peak + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - peak), 0));
}

/** log of the Gaussian density of mean 0 and standard deviation `deviation`. */
export function logNormal(x: number, deviation: number): number {
  return -0.5 * (x / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
}
