const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
const TOLERANCE = 1e-3;

/**
 * Whether two programs printed the same: the same words, and numbers that agree to a thousandth. Kernels
 * with and without fused multiply-add differ in the last digits.
 */
export function sameOutput(a: string, b: string): boolean {
  if (a.replace(NUMBER, '#') !== b.replace(NUMBER, '#')) return false;
  const others = numbersIn(b);
  return numbersIn(a).every((value, i) => isClose(value, others[i] ?? Number.NaN));
}

const numbersIn = (text: string): number[] => (text.match(NUMBER) ?? []).map(Number);

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(a));
