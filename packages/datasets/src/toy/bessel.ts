/**
 * e^−x I₀(x) for x ≥ 0, to about 15 digits: the modified Bessel function of the first kind, scaled so that it
 * does not overflow.
 *
 * I₀(x) = Σ (x²/4)^k / k!², and for large x, e^x/√(2πx) Σ Π_{j≤k} (2j−1)²/(8jx).
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 9.6.12 and 9.7.1.
 */
export function scaledBesselI0(x: number): number {
  return x < 30 ? Math.exp(-x) * powerSeries(x) : asymptoticSeries(x) / Math.sqrt(2 * Math.PI * x);
}

function powerSeries(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x * x) / (4 * k * k);
    sum += term;
  }
  return sum;
}

/** Its terms fall until k ≈ 2x; from x = 30 on they pass below 10⁻¹⁷ before. */
function asymptoticSeries(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17; k++) {
    term *= (2 * k - 1) ** 2 / (8 * k * x);
    sum += term;
  }
  return sum;
}
