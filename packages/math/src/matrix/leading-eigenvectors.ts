import { createRng } from '@flow/backend';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.ts';

/** v -> A v for a symmetric A that need not be written out. */
export type SymmetricProduct = (vector: Float64Array) => Float64Array;

export type LeadingEigenvectors = {
  /** The k largest eigenvalues, falling. */
  readonly values: Float64Array;
  /** Their eigenvectors, k unit vectors of length n. */
  readonly vectors: readonly Float64Array[];
};

/** Of the largest eigenvalue: how far A v may be from λ v. */
const RESIDUAL = 1e-9;

/**
 * The k largest eigenvalues of a symmetric matrix and their vectors by Lanczos' method with full reorthogonalisation,
 * in float64: the matrix is only ever multiplied by vectors, a few more times than there are vectors to find.
 *
 * @param product v -> A v
 * @param n the side of A
 * @param k how many, at most n
 * @see Golub and Van Loan, "Matrix Computations" (4th ed. 2013), sections 10.1 and 10.3
 */
export function leadingEigenvectors(product: SymmetricProduct, n: number, k: number): LeadingEigenvectors {
  const krylov = startKrylov(product, n);
  let size = Math.min(n, 2 * k + 10);
  for (;;) {
    while (krylov.basis.length < size) krylov.extend();
    const { values, vectors } = symmetricEigen(krylov.projected());
    const last = (size - 1) * size;
    const isFound = (i: number) =>
      Math.abs(krylov.rest() * (vectors.data[last + i] as number)) <= RESIDUAL * (values[0] as number);
    if (size === n || Array.from({ length: k }, (_, i) => i).every(isFound)) {
      const combined = Array.from({ length: k }, (_, i) => combine(krylov.basis, { values, vectors }, i));
      return { values: values.slice(0, k), vectors: combined };
    }
    size = Math.min(n, Math.ceil(1.5 * size));
  }
}

/** An orthonormal basis q₀, q₁, … in which A is tridiagonal: A q_j = β_{j−1} q_{j−1} + α_j q_j + β_j q_{j+1}. */
function startKrylov(product: SymmetricProduct, n: number) {
  const rng = createRng(0);
  const basis: Float64Array[] = [];
  const alphas: number[] = [];
  const betas: number[] = [];
  let next: Float64Array = Float64Array.from(rng.normal(n));
  return {
    basis,
    /** β of the last vector: what A takes out of the space. */
    rest: () => betas.at(-1) ?? 0,
    extend() {
      const q = unitBeside(basis, next, () => Float64Array.from(rng.normal(n)));
      const image = product(q);
      alphas.push(dot(q, image));
      basis.push(q);
      const before = norm(image);
      removeFrom(image, basis);
      removeFrom(image, basis);
      const beta = norm(image);
      // Nothing is left: the space holds its own images, and what comes next begins anew.
      betas.push(beta <= 1e-13 * before ? 0 : beta);
      next = image;
    },
    projected() {
      const size = basis.length;
      const data = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        data[i * size + i] = alphas[i] as number;
        if (i + 1 < size) data[i * size + i + 1] = data[(i + 1) * size + i] = betas[i] as number;
      }
      return { rows: size, columns: size, data };
    },
  };
}

/** The direction of a vector without those of the basis; another one's where it has no other. */
function unitBeside(
  basis: readonly Float64Array[],
  vector: Float64Array,
  another: () => Float64Array,
): Float64Array {
  const before = norm(vector);
  const rest = Float64Array.from(vector);
  removeFrom(rest, basis);
  removeFrom(rest, basis);
  const length = norm(rest);
  if (length === 0 || length <= 1e-10 * before) return unitBeside(basis, another(), another);
  return rest.map((value) => value / length);
}

/** Leaves of a vector what is orthogonal to the basis. */
function removeFrom(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (const q of basis) addScaled(vector, -dot(q, vector), q);
}

function combine(basis: readonly Float64Array[], { vectors }: SymmetricEigen, i: number): Float64Array {
  const out = new Float64Array(basis[0]?.length ?? 0);
  basis.forEach((q, row) => {
    addScaled(out, vectors.data[row * vectors.columns + i] as number, q);
  });
  const length = norm(out);
  return out.map((value) => value / length);
}

function addScaled(to: Float64Array, scale: number, vector: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + scale * (vector[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

const norm = (vector: Float64Array) => Math.sqrt(dot(vector, vector));
