/** B₂ₖ / (2k (2k − 1)) for k = 1, 2, ..., with Bernoulli's numbers B. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * log Γ(x) for x > 0: Stirling's series (x − ½) log x − x + ½ log 2π + Σ B₂ₖ/(2k (2k−1) x²ᵏ⁻¹) from 12 on, and
 * Γ(x) = Γ(x + 1)/x below; the first term left out is under 1e-17 there.
 *
 * Source: Abramowitz and Stegun 1964, 6.1.15 and 6.1.41.
 */
export function logGamma(x: number): number {
  let product = 1;
  let large = x;
  for (; large < 12; large++) product *= large;
  const series = STIRLING.reduce((sum, coefficient, k) => sum + coefficient / large ** (2 * k + 1), 0);
  return (large - 0.5) * Math.log(large) - large + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
