import { at } from '../at.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { Matrix } from '../matrix/lu.ts';

/** A map of one row. */
export type RowFunction = (x: Float64Array) => ArrayLike<number>;

const HALVINGS = 20;
/** A derivative counts as found when two estimates of higher order agree to this, absolute and relative. */
const AGREEMENT = 1e-12;

/**
 * The Jacobian J[i][j] = ∂fᵢ/∂xⱼ by central differences at steps h, h/2, h/4, ..., extrapolated to h = 0
 * (Richardson 1911; Ridders 1982, "Accurate computation of F'(x)", with the smallest estimated error chosen).
 *
 * The error is about 1e-11 of the function's size for smooth maps. Steps that leave the
 * domain of f (not a number) are passed over, and a kink (relu) spoils the result only within about 1e-6 of x.
 *
 * @throws InterpreterError where no step gives finite numbers
 */
export function jacobian(f: RowFunction, x: ArrayLike<number>): Matrix {
  const point = Float64Array.from(x);
  const columns = Array.from(point, (_, j) => partialDerivatives(f, point, j));
  const rows = at(columns, 0).length;
  return Array.from({ length: rows }, (_, i) => Float64Array.from(columns, (column) => at(column, i)));
}

/** The gradient of a scalar function, by the same extrapolated differences. */
export function gradient(f: (x: Float64Array) => number, x: ArrayLike<number>): Float64Array {
  return at(
    jacobian((point) => [f(point)], x),
    0,
  );
}

type Estimate = { readonly value: number; readonly error: number };

/** ∂f/∂xⱼ for every output of f. */
function partialDerivatives(f: RowFunction, x: Float64Array, j: number): Float64Array {
  const tables: number[][] = [];
  let best: Estimate[] = [];
  let step = firstStep(at(x, j));
  for (let level = 0; level <= HALVINGS; level++, step /= 2) {
    const slopes = Array.from(centralDifference(f, x, j, step));
    best = slopes.map((slope, i) => {
      const before = tables[i] ?? [];
      const row = extrapolate(before, slope);
      tables[i] = row;
      return better(best[i] ?? { value: Number.NaN, error: Number.POSITIVE_INFINITY }, before, row);
    });
    if (best.every(({ value, error }) => error <= AGREEMENT * (1 + Math.abs(value)))) break;
  }
  if (best.some(({ value }) => !Number.isFinite(value))) {
    throw new InterpreterError(
      `No finite difference along x[${j}] = ${x[j]}: the function is not smooth there.`,
    );
  }
  return Float64Array.from(best, ({ value }) => value);
}

/** A power of two, an eighth of x's size or of 1. */
function firstStep(x: number): number {
  return 2 ** (Math.round(Math.log2(Math.max(1, Math.abs(x)))) - 3);
}

function centralDifference(f: RowFunction, x: Float64Array, j: number, step: number): Float64Array {
  const above = x.with(j, at(x, j) + step);
  const below = x.with(j, at(x, j) - step);
  const width = at(above, j) - at(below, j);
  const high = f(above);
  const low = f(below);
  return Float64Array.from(high, (value, i) => (value - at(low, i)) / width);
}

/** One row of the table: entry k has lost the error terms h², ..., h²ᵏ. */
function extrapolate(before: readonly number[], slope: number): number[] {
  const row = [slope];
  before.forEach((old, k) => {
    const weight = 4 ** (k + 1);
    row.push((weight * at(row, k) - old) / (weight - 1));
  });
  return row;
}

function better(best: Estimate, before: readonly number[], row: readonly number[]): Estimate {
  return before.reduce((smallest, old, k) => {
    const value = at(row, k + 1);
    const error = Math.max(Math.abs(value - at(row, k)), Math.abs(value - old));
    return error < smallest.error ? { value, error } : smallest;
  }, best);
}
