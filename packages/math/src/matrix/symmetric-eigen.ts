import { checkFinite, checkSquare, entry, type Matrix } from './matrix.ts';

/** A = V diag(λ) Vᵀ with orthonormal columns in V, the largest λ first. */
export type SymmetricEigen = {
  /** λ, n of them, falling. */
  readonly values: Float64Array;
  /** V, [n, n]: column i belongs to λ_i. */
  readonly vectors: Matrix;
};

const MOST_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations, in float64: exact to rounding
 * and, at n³ a sweep, for sides up to a few hundred.
 *
 * @param a [n, n]; its upper triangle is read
 * @throws shape-mismatch, not-finite
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), section 8.5
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  const n = checkSquare(a);
  checkFinite(a);
  const work = Float64Array.from(a.data);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) work[i * n + j] = entry(a, j, i);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && rotateAll(work, vectors, n); sweep++);
  return sorted(work, vectors, n);
}

/** One sweep over all pairs. @returns whether anything was left to rotate */
function rotateAll(a: Float64Array, vectors: Float64Array, n: number): boolean {
  let hasRotated = false;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      const [app, aqq, apq] = [a[p * n + p], a[q * n + q], a[p * n + q]] as [number, number, number];
      // What does not change the diagonal in float64 is zero.
      if (Math.abs(apq) <= 1e-17 * Math.sqrt(Math.abs(app * aqq)) || apq === 0) continue;
      hasRotated = true;
      const theta = (aqq - app) / (2 * apq);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
      const c = 1 / Math.hypot(t, 1);
      const s = t * c;
      rotateColumns(a, n, [p, q], [c, s]);
      rotateRows(a, n, [p, q], [c, s]);
      rotateColumns(vectors, n, [p, q], [c, s]);
    }
  }
  return hasRotated;
}

type Pair = readonly [number, number];

function rotateColumns(a: Float64Array, n: number, [p, q]: Pair, [c, s]: Pair): void {
  for (let row = 0; row < n * n; row += n) {
    const [x, y] = [a[row + p], a[row + q]] as [number, number];
    a[row + p] = c * x - s * y;
    a[row + q] = s * x + c * y;
  }
}

function rotateRows(a: Float64Array, n: number, [p, q]: Pair, [c, s]: Pair): void {
  for (let column = 0; column < n; column++) {
    const [x, y] = [a[p * n + column], a[q * n + column]] as [number, number];
    a[p * n + column] = c * x - s * y;
    a[q * n + column] = s * x + c * y;
  }
}

function sorted(diagonalised: Float64Array, vectors: Float64Array, n: number): SymmetricEigen {
  const lambda = (i: number) => diagonalised[i * n + i] as number;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => lambda(j) - lambda(i));
  const data = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let row = 0; row < n; row++) data[row * n + to] = vectors[row * n + from] as number;
  });
  return { values: Float64Array.from(order, lambda), vectors: { rows: n, columns: n, data } };
}
