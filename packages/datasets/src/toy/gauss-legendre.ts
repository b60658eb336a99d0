/** Nodes in (−1, 1) and weights with sum 2. */
export type QuadratureRule = { readonly nodes: Float64Array; readonly weights: Float64Array };

/**
 * The Gauss–Legendre rule of `order` nodes: exact for polynomials of degree 2·order − 1.
 *
 * Nodes are the roots of P_n by Newton's method from cos(π(i + 3/4)/(n + 1/2)); weights 2/((1 − x²) P'_n(x)²).
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 25.4.29 and 22.16.6.
 */
export function gaussLegendre(order: number): QuadratureRule {
  const nodes = new Float64Array(order);
  const weights = new Float64Array(order);
  for (let i = 0; i < order; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (order + 0.5));
    for (let step = 0; step < 8; step++) {
      const { value, slope } = legendre(order, x);
      x -= value / slope;
    }
    const { slope } = legendre(order, x);
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** P_n(x) and P'_n(x) by the three-term recurrence. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
