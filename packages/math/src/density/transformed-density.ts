import { type Interval, invertMonotone } from './monotone-inverse.ts';

export type TransformedDensityOptions = {
  /** π, the density of z. */
  readonly density: (z: number) => number;
  /** x = f(z), strictly monotone on each branch. */
  readonly f: (z: number) => number;
  /** f′; by central differences where it is not given. */
  readonly derivative?: (z: number) => number;
  /** Where f is monotone; default one branch, the whole line. Branches do not overlap. */
  readonly branches?: readonly Interval[];
};

/**
 * The density of x = f(z) in one dimension: every z that f takes to x gives its share, squeezed or stretched
 * by the slope,
 *
 * p(x) = Σ_k π(z_k) / |f′(z_k)| over the branches k on which f(z_k) = x.
 *
 * f needs no inverse of its own: it is inverted by bisection. Where f is monotone on the whole line there is
 * one term, and it is π(f⁻¹(x)) |d f⁻¹/dx|.
 *
 * @returns p, a function of x; 0 where f does not reach x
 * @throws invalid-argument where a branch is empty
 * @see Casella and Berger, "Statistical Inference" (2nd ed. 2002), theorems 2.1.5 and 2.1.8
 * @example
 * ```ts
 * const normal = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
 * const branches = [{ from: -Infinity, to: 0 }, { from: 0, to: Infinity }];
 * const chiSquared = transformedDensity({ density: normal, f: (z) => z * z, derivative: (z) => 2 * z, branches });
 * chiSquared(1); // 0.241970724519
 * chiSquared(-1); // 0
 * ```
 */
export function transformedDensity({
  density,
  f,
  derivative = numericalDerivative(f),
  branches = [{ from: -Infinity, to: Infinity }],
}: TransformedDensityOptions): (x: number) => number {
  return (x) => {
    let total = 0;
    for (const branch of branches) {
      const z = invertMonotone(f, x, branch);
      if (z !== undefined) total += density(z) / Math.abs(derivative(z));
    }
    return total;
  };
}

/** Central differences in float64; ∛ε balances the formula's error and rounding. */
function numericalDerivative(f: (z: number) => number): (z: number) => number {
  const relativeStep = Math.cbrt(Number.EPSILON);
  return (z) => {
    const step = relativeStep * Math.max(1, Math.abs(z));
    const [above, below] = [z + step, z - step];
    return (f(above) - f(below)) / (above - below);
  };
}
