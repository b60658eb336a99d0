import { type Lu, lu } from './lu.ts';
import { entry, type Matrix } from './matrix.ts';
import { isExactlySingular, solveLu, solveLuTransposedVector } from './solve-lu.ts';

type LinearMap = (v: Float64Array) => Float64Array;

/**
 * Estimates the condition number κ₁(A) = ‖A‖₁ ‖A⁻¹‖₁ without forming the inverse: a lower bound, nearly
 * always within a factor of 3. About log₁₀ κ digits of a solution are lost.
 *
 * @param a [n, n]
 * @returns 1 or more; Infinity where A is singular, 0 where it is empty
 * @throws shape-mismatch, not-finite
 * @see Hager, "Condition estimates" (1984); Higham, "FORTRAN codes for estimating the one-norm of a real or
 * complex matrix" (1988), algorithm 4.1
 * @example
 * ```ts
 * conditionNumber(matrix([[1, 0], [0, 0.001]])); // 1000
 * conditionNumber(matrix([[1, 2], [2, 4]])); // Infinity
 * ```
 */
export function conditionNumber(a: Matrix): number {
  const factors = lu(a);
  if (isExactlySingular(factors)) return Infinity;
  const inverseNorm = estimateNorm1(
    a.rows,
    (v) => solveLu(factors, v),
    (v) => solveLuTransposedVector(factors, v),
  );
  return columnSums(a).reduce((a, b) => Math.max(a, b), 0) * inverseNorm;
}

/**
 * Estimates Skeel's condition number ‖ |A⁻¹| |A| ‖_∞, which does not change when rows are scaled. It is
 * the 1-norm of D A⁻ᵀ, where D holds the row sums of |A|.
 */
export function skeelCondition(a: Matrix, factors: Lu): number {
  if (isExactlySingular(factors)) return Infinity;
  const sums = rowSums(a);
  const scaled: LinearMap = (v) => v.map((value, row) => value * (sums[row] as number));
  const estimate = estimateNorm1(
    a.rows,
    (v) => scaled(solveLuTransposedVector(factors, v)),
    (v) => solveLu(factors, scaled(v)),
  );
  return Number.isNaN(estimate) ? Infinity : estimate;
}

/** Skeel's condition number itself, ‖ |A⁻¹| |A| ‖_∞, where the inverse is known: the largest of |A⁻¹| r, r the row sums of |A|. */
export function skeelOfInverse(a: Matrix, inverse: Matrix): number {
  const sums = rowSums(a);
  let largest = 0;
  for (let row = 0; row < inverse.rows; row++) {
    let sum = 0;
    for (let k = 0; k < inverse.columns; k++) sum += Math.abs(entry(inverse, row, k)) * (sums[k] as number);
    if (Number.isNaN(sum)) return Infinity;
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** ‖B‖₁ from products B v and Bᵀ v: a walk over the corners of the unit ball, uphill (Higham 1988, 4.1). */
function estimateNorm1(size: number, apply: LinearMap, applyTransposed: LinearMap): number {
  if (size === 0) return 0;
  let image = apply(new Float64Array(size).fill(1 / size));
  let estimate = norm1(image);
  for (let step = 0; step < 5; step++) {
    const gradient = applyTransposed(image.map((value) => (value < 0 ? -1 : 1)));
    const corner = new Float64Array(size);
    corner[indexOfLargest(gradient)] = 1;
    image = apply(corner);
    const next = norm1(image);
    if (next <= estimate) break;
    estimate = next;
  }
  const alternating = Float64Array.from(
    { length: size },
    (_, i) => (-1) ** i * (1 + i / Math.max(1, size - 1)),
  );
  return Math.max(estimate, (2 * norm1(apply(alternating))) / (3 * size));
}

function norm1(v: Float64Array): number {
  return v.reduce((total, value) => total + Math.abs(value), 0);
}

function indexOfLargest(v: Float64Array): number {
  return v.reduce((best, value, i) => (Math.abs(value) > Math.abs(v[best] as number) ? i : best), 0);
}

function columnSums(a: Matrix): Float64Array {
  return Float64Array.from({ length: a.columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < a.rows; row++) sum += Math.abs(entry(a, row, column));
    return sum;
  });
}

function rowSums(a: Matrix): Float64Array {
  const sums = new Float64Array(a.rows);
  for (let row = 0; row < a.rows; row++) {
    for (let column = 0; column < a.columns; column++)
      sums[row] = (sums[row] as number) + Math.abs(entry(a, row, column));
  }
  return sums;
}
