import type { Lu } from './lu.ts';
import type { Matrix } from './matrix.ts';
import { substitute } from './triangular.ts';

/** Solves A x = b by P A = L U: L y = P b, then U x = y. */
export function solveLuVector({ size, packed, permutation }: Lu, b: Float64Array): Float64Array {
  const factors: Matrix = { rows: size, columns: size, data: packed };
  const x = Float64Array.from(permutation, (row) => b[row] as number);
  substitute(factors, x, { triangle: 'lower', unitDiagonal: true });
  return substitute(factors, x, { triangle: 'upper' });
}

/** Solves Aᵀ x = b by P A = L U: Uᵀ w = b, Lᵀ v = w, then x = Pᵀ v. */
export function solveLuTransposedVector({ size, packed, permutation }: Lu, b: Float64Array): Float64Array {
  const factors: Matrix = { rows: size, columns: size, data: packed };
  const v = Float64Array.from(b);
  substitute(factors, v, { triangle: 'upper', transposed: true });
  substitute(factors, v, { triangle: 'lower', unitDiagonal: true, transposed: true });
  const x = new Float64Array(size);
  permutation.forEach((row, i) => {
    x[row] = v[i] as number;
  });
  return x;
}

/** Whether U has a zero on its diagonal. */
export function isExactlySingular({ size, packed }: Lu): boolean {
  for (let i = 0; i < size; i++) if (packed[i * size + i] === 0) return true;
  return false;
}
