import { FlowError, portableLog, sinTurns } from '@flow/backend';

/** g and the coefficients of Lanczos's series, from Godfrey's note (2001): 15 digits on x > 0. */
const G = 7;
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Bernoulli's B₂ₖ / 2k, k = 1..7. */
const DIGAMMA_SERIES = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12] as const;

/**
 * log Γ(x), good to about 14 digits (relative to 1 near its zeros at 1 and 2).
 *
 * @param x above 0
 * @throws invalid-argument
 * @see Lanczos, "A precision approximation of the gamma function" (1964); Press et al., "Numerical Recipes"
 * (3rd ed. 2007), section 6.1
 * @example
 * ```ts
 * logGamma(0.5); // 0.572364942925 (log √π)
 * logGamma(11); // 15.104412573076 (log 10!)
 * ```
 */
export function logGamma(x: number): number {
  checkPositive(x);
  // Γ(x) Γ(1 − x) = π / sin πx, where the series would lose digits.
  if (x < 0.5) return portableLog(Math.PI / sinTurns(x / 2)) - logGamma(1 - x);
  const z = x - 1;
  const base = z + G + 0.5;
  const series = COEFFICIENTS.reduce(
    (sum, coefficient, k) => (k === 0 ? coefficient : sum + coefficient / (z + k)),
    0,
  );
  return 0.5 * portableLog(2 * Math.PI) + (z + 0.5) * portableLog(base) - base + portableLog(series);
}

/**
 * ψ(x) = d log Γ(x) / dx, good to about 13 digits: ψ(x) = ψ(x + 1) − 1/x up to 10, then the asymptotic series.
 *
 * @param x above 0
 * @throws invalid-argument
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), eq. 6.3.5 and 6.3.18
 * @example
 * ```ts
 * digamma(1); // -0.577215664902 (−γ)
 * ```
 */
export function digamma(x: number): number {
  checkPositive(x);
  let shifted = x;
  let below = 0;
  while (shifted < 10) {
    below -= 1 / shifted;
    shifted += 1;
  }
  const inverseSquare = 1 / (shifted * shifted);
  const series = DIGAMMA_SERIES.reduceRight((sum, coefficient) => (sum + coefficient) * inverseSquare, 0);
  return below + portableLog(shifted) - 0.5 / shifted - series;
}

function checkPositive(x: number): void {
  if (x > 0 && Number.isFinite(x)) return;
  throw new FlowError('invalid-argument', {
    argument: 'x',
    message: 'The gamma function is taken of positive numbers here.',
    expected: 'a finite number above 0',
    received: String(x),
  });
}
