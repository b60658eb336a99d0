/** log a − log ½(a + b) = log 2 − log(1 + b/a), without overflow; what the Jensen-Shannon divergence averages. */
export function logToMixture(logA: number, logB: number): number {
  const ratio = logB - logA;
  return Math.LN2 - Math.max(ratio, 0) - Math.log1p(Math.exp(-Math.abs(ratio)));
}
