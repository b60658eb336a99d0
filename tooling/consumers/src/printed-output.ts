const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/**
 * Whether two programs printed the same: the same words, and numbers that agree to a thousandth, or as
 * told. Kernels with and without fused multiply-add differ in the last digits.
 */
export function sameOutput(a: string, b: string, tolerance = 1e-3): boolean {
  if (a.replace(NUMBER, '#') !== b.replace(NUMBER, '#')) return false;
  const others = numbersIn(b);
  return numbersIn(a).every((value, i) => isClose(value, others[i] ?? Number.NaN, tolerance));
}

const numbersIn = (text: string): number[] => (text.match(NUMBER) ?? []).map(Number);

const isClose = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) <= tolerance * (1 + Math.abs(a));
