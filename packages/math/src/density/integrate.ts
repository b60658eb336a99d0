import { type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Matrix } from '../matrix/matrix.ts';
import type { Interval } from './monotone-inverse.ts';
import {
  integrateBox,
  type PointFunction,
  type QuadratureOptions,
  type QuadratureResult,
} from './quadrature.ts';

/**
 * ∫ f(x) dx by adaptive Gauss-Kronrod quadrature, in float64.
 *
 * @param f any function that is finite inside the interval
 * @param from the lower end, or −Infinity
 * @param to the upper end, or Infinity; between infinite ends the mass should lie within a few units of 0
 * @throws invalid-argument where from >= to, not-finite where f is
 * @see Piessens et al., "QUADPACK" (1983), routine QAG
 * @example
 * ```ts
 * integrate((x) => Math.exp(-x * x), -Infinity, Infinity).value; // 1.77245385091 (√π)
 * integrate(Math.sqrt, 0, 1).converged; // true
 * ```
 */
export function integrate(
  f: (x: number) => number,
  from: number,
  to: number,
  options: QuadratureOptions = {},
): QuadratureResult {
  return integrateBox((points) => points.data.map(f), [{ from, to }], options);
}

/**
 * ∫∫ f(x, y) dx dy over a rectangle by adaptive Gauss-Kronrod quadrature on both axes. f sees many points at
 * once, so that one call of a model evaluates them all.
 *
 * @param f points [count, 2] -> count values
 * @param x the interval of the first axis, which may be infinite
 * @param y the interval of the second
 * @throws invalid-argument, shape-mismatch, not-finite
 * @see Davis and Rabinowitz, "Methods of Numerical Integration" (2nd ed. 1984), section 5.6
 * @example
 * ```ts
 * const side = { from: 0, to: 2 };
 * integrate2d((points) => matrixRows(points).map(([x = 0, y = 0]) => x * y), side, side).value; // 4
 * ```
 */
export function integrate2d(
  f: PointFunction,
  x: Interval,
  y: Interval,
  options: QuadratureOptions = {},
): QuadratureResult {
  return integrateBox(f, [x, y], options);
}

/**
 * The integral of exp(logProb) over a box of one or two axes: 1 for a density whose mass lies in the box. The
 * check of every log-determinant that goes into a flow.
 *
 * Tensors are float32, so the default tolerance is 10⁻⁵.
 *
 * @param logProb [batch, D] -> [batch], in nats
 * @param box D intervals, D being 1 or 2
 * @throws invalid-argument, shape-mismatch, not-finite
 * @example
 * ```ts
 * const base = standardNormal({ features: 2 });
 * const side = { from: -6, to: 6 };
 * integrateDensity(base.logProb, [side, side]).value; // 1.0000
 * ```
 */
export function integrateDensity(
  logProb: (x: Tensor) => Tensor,
  box: readonly [Interval] | readonly [Interval, Interval],
  { tolerance = 1e-5, ...options }: QuadratureOptions = {},
): QuadratureResult {
  return integrateBox((points) => densityAt(logProb, points), box, { tolerance, ...options });
}

function densityAt(logProb: (x: Tensor) => Tensor, { rows, columns, data }: Matrix): Float64Array {
  const logs = tidy(() => logProb(tensor2d(Float32Array.from(data), [rows, columns])));
  const values = Float64Array.from(logs.dataSync(), Math.exp);
  logs.dispose();
  return values;
}
