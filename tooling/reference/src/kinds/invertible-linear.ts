import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { type Config, numbersIn, wordIn } from '../config.ts';
import {
  factorise,
  type Matrix,
  multiplyVector,
  pivotsOf,
  product,
  solve,
  squareMatrix,
} from '../matrix/lu.ts';
import type { BijectorKind, Part } from '../part.ts';
import { orderIn } from './order.ts';
import { atEachPosition, positionsIn } from './positions.ts';

/**
 * f⁻¹(x) = W x at each position, log|det J_f⁻¹| = Σ log|pivots| over all of them (Kingma and Dhariwal 2018, section 3.2). W is
 * `weight`, or P L (U + diag(signs exp(logScale))), where row i of P M is row order[i] of M.
 */
export const invertibleLinear: BijectorKind = (config, part) => {
  const { features: size, positions } = positionsIn(config);
  const isDense = wordIn(config, 'parametrisation', ['dense', 'plu']) === 'dense';
  const weight = isDense
    ? squareMatrix(part.parameter('weight', [size, size]))
    : pluWeight(config, part, size);
  const factors = factorise(weight);
  const termsOfW = isDense
    ? pivotsOf(factors).map((pivot) => Math.log(Math.abs(pivot)))
    : part.parameter('logScale', [size]);
  const terms = atEachPosition(termsOfW, positions);
  const eachPosition = (input: Float64Array, map: (vector: Float64Array) => Float64Array) =>
    Float64Array.from(
      Array.from({ length: positions }, (_, p) => [...map(input.slice(p * size, (p + 1) * size))]).flat(),
    );
  return {
    size: size * positions,
    forward: (z) =>
      withTerms(
        eachPosition(z, (vector) => solve(factors, vector)),
        Array.from(terms, (term) => -term),
      ),
    inverse: (x) =>
      withTerms(
        eachPosition(x, (vector) => multiplyVector(weight, vector)),
        terms,
      ),
  };
};

function pluWeight(config: Config, part: Part, size: number): Matrix {
  const lower = squareMatrix(part.parameter('lower', [size, size]));
  const upper = squareMatrix(part.parameter('upper', [size, size]));
  const logScale = part.parameter('logScale', [size]);
  const signs = numbersIn(config, 'signs');
  const l = lower.map((row, i) => row.map((value, j) => (j < i ? value : i === j ? 1 : 0)));
  const u = upper.map((row, i) =>
    row.map((value, j) => (j > i ? value : i === j ? at(signs, i) * Math.exp(at(logScale, i)) : 0)),
  );
  const mixed = product(l, u);
  return orderIn(config).map((from) => at(mixed, from));
}
