import { at } from '../at.ts';
import { InterpreterError } from '../interpreter-error.ts';

/** Rows of float64 numbers. */
export type Matrix = readonly Float64Array[];

/** Rows of a square matrix from its values in row-major order. */
export function squareMatrix(values: ArrayLike<number>): Matrix {
  const size = Math.sqrt(values.length);
  if (!Number.isInteger(size))
    throw new InterpreterError(`${values.length} values do not make a square matrix.`);
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => at(values, i * size + j)),
  );
}

/** A B. */
export function product(a: Matrix, b: Matrix): Matrix {
  const columns = b[0]?.length ?? 0;
  return a.map((row) =>
    Float64Array.from({ length: columns }, (_, j) =>
      row.reduce((sum, value, k) => sum + value * at(at(b, k), j), 0),
    ),
  );
}

/** A x. */
export function multiplyVector(a: Matrix, x: Float64Array): Float64Array {
  return Float64Array.from(a, (row) => row.reduce((sum, value, j) => sum + value * at(x, j), 0));
}

/** P A = L U by Gaussian elimination with partial pivoting. */
export type Factors = {
  /** Below the diagonal L without its ones, on it and above U. */
  readonly packed: Matrix;
  /** Row i of P A is row order[i] of A. */
  readonly order: readonly number[];
  /** Determinant of P. */
  readonly parity: 1 | -1;
};

/** Factors a square matrix (Golub and Van Loan, "Matrix Computations", algorithm 3.4.1). */
export function factorise(a: Matrix): Factors {
  if (a.some((row) => row.length !== a.length))
    throw new InterpreterError('Only square matrices are factored.');
  const rows = a.map((row) => row.slice());
  const order = a.map((_, i) => i);
  let parity: 1 | -1 = 1;
  for (let k = 0; k < rows.length; k++) {
    const p = largestBelow(rows, k);
    if (p !== k) {
      [rows[k], rows[p]] = [at(rows, p), at(rows, k)];
      [order[k], order[p]] = [at(order, p), at(order, k)];
      parity = parity === 1 ? -1 : 1;
    }
    eliminateBelow(rows, k);
  }
  return { packed: rows, order, parity };
}

/** The diagonal of U: det A = parity · Π pivots. */
export function pivotsOf({ packed }: Factors): number[] {
  return packed.map((row, i) => at(row, i));
}

/** The x of A x = b, by L y = P b, U x = y. */
export function solve({ packed, order }: Factors, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(order, (from) => at(b, from));
  packed.forEach((row, i) => {
    for (let j = 0; j < i; j++) x[i] = at(x, i) - at(row, j) * at(x, j);
  });
  for (let i = packed.length - 1; i >= 0; i--) {
    const row = at(packed, i);
    for (let j = i + 1; j < packed.length; j++) x[i] = at(x, i) - at(row, j) * at(x, j);
    x[i] = at(x, i) / at(row, i);
  }
  return x;
}

function largestBelow(rows: readonly Float64Array[], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) {
    if (Math.abs(at(at(rows, i), k)) > Math.abs(at(at(rows, best), k))) best = i;
  }
  return best;
}

function eliminateBelow(rows: readonly Float64Array[], k: number): void {
  const pivotRow = at(rows, k);
  const pivot = at(pivotRow, k);
  if (pivot === 0) return;
  for (let i = k + 1; i < rows.length; i++) {
    const row = at(rows, i);
    const factor = at(row, k) / pivot;
    row[k] = factor;
    for (let j = k + 1; j < row.length; j++) row[j] = at(row, j) - factor * at(pivotRow, j);
  }
}
