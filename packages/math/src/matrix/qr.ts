import { checkFinite, entry, type Matrix } from './matrix.ts';

/** A = Q R with orthonormal columns in Q and an upper triangular R. */
export type Qr = {
  /** [m, k], k = min(m, n). */
  readonly q: Matrix;
  /** [k, n], its diagonal not negative. */
  readonly r: Matrix;
};

/**
 * QR factorisation by Householder reflections in float64, A = Q R. The diagonal of R is made non-negative,
 * so that Q of a matrix of independent normal numbers is uniformly distributed over the orthogonal group.
 *
 * @param a [m, n]
 * @returns Q [m, k] with QᵀQ = I and R [k, n], k = min(m, n)
 * @throws not-finite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), algorithm 5.2.1; Mezzadri, "How to generate
 * random matrices from the classical compact groups" (2007), for the signs
 * @example
 * ```ts
 * const { q, r } = qr(matrix([[3, 1], [4, 3]]));
 * matrixRows(q); // [[0.6, -0.8], [0.8, 0.6]]
 * matrixRows(r); // [[5, 3], [0, 1]]
 * ```
 */
export function qr(a: Matrix): Qr {
  checkFinite(a);
  const k = Math.min(a.rows, a.columns);
  const work: Matrix = { rows: a.rows, columns: a.columns, data: a.data.slice() };
  const reflectors: Float64Array[] = [];
  for (let step = 0; step < k; step++) {
    const reflector = reflectorOf(work, step);
    reflect(work, reflector, step);
    reflectors.push(reflector);
  }
  const q: Matrix = { rows: a.rows, columns: k, data: new Float64Array(a.rows * k) };
  for (let i = 0; i < k; i++) q.data[i * k + i] = 1;
  for (let step = k - 1; step >= 0; step--) reflect(q, reflectors[step] as Float64Array, step);
  return withPositiveDiagonal(q, upperTriangle(work, k));
}

/** The unit vector v for which (I − 2 v vᵀ) zeroes the column below its diagonal; zeros where it is zero. */
function reflectorOf(a: Matrix, step: number): Float64Array {
  const v = Float64Array.from({ length: a.rows - step }, (_, i) => entry(a, step + i, step));
  const scale = v.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (scale === 0) return v;
  for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) / scale;
  const first = v[0] as number;
  v[0] = first + (first < 0 ? -norm2(v) : norm2(v));
  const length = norm2(v);
  return v.map((value) => value / length);
}

/** A ← (I − 2 v vᵀ) A on the rows from `step` on. */
function reflect(a: Matrix, v: Float64Array, step: number): void {
  for (let column = 0; column < a.columns; column++) {
    let along = 0;
    for (let i = 0; i < v.length; i++) along += (v[i] as number) * entry(a, step + i, column);
    for (let i = 0; i < v.length; i++) {
      a.data[(step + i) * a.columns + column] = entry(a, step + i, column) - 2 * along * (v[i] as number);
    }
  }
}

function norm2(v: Float64Array): number {
  return Math.sqrt(v.reduce((total, value) => total + value * value, 0));
}

function upperTriangle(a: Matrix, k: number): Matrix {
  const r: Matrix = { rows: k, columns: a.columns, data: a.data.slice(0, k * a.columns) };
  for (let row = 0; row < k; row++) r.data.fill(0, row * a.columns, row * a.columns + row);
  return r;
}

function withPositiveDiagonal(q: Matrix, r: Matrix): Qr {
  for (let i = 0; i < r.rows; i++) {
    if (entry(r, i, i) >= 0) continue;
    for (let column = i; column < r.columns; column++) r.data[i * r.columns + column] = -entry(r, i, column);
    for (let row = 0; row < q.rows; row++) q.data[row * q.columns + i] = -entry(q, row, i);
  }
  return { q, r };
}
