import type { Lu } from './lu.ts';
import { identityMatrix, type Matrix } from './matrix.ts';
import { subtractScaled } from './row-operations.ts';
import { substitute } from './triangular.ts';

/** Solves A X = B for the columns of `b`, [n, columns], by P A = L U: L Y = P B, then U X = Y. */
export function solveLu({ size, packed, permutation }: Lu, b: Float64Array, columns = 1): Float64Array {
  const factors: Matrix = { rows: size, columns: size, data: packed };
  const x = new Float64Array(b.length);
  permutation.forEach((from, to) => {
    x.set(b.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  substitute(factors, x, columns, { triangle: 'lower', unitDiagonal: true });
  return substitute(factors, x, columns, { triangle: 'upper' });
}

/** A⁻¹ = U⁻¹ L⁻¹ P from P A = L U; L⁻¹ is lower triangular, so only that part of it is worked out. */
export function invertLu({ size, packed, permutation }: Lu): Matrix {
  const { data } = identityMatrix(size);
  for (let row = 0; row < size; row++) {
    for (let above = 0; above < row; above++) {
      subtractScaled(data, row * size, above * size, above + 1, packed[row * size + above] as number);
    }
  }
  substitute({ rows: size, columns: size, data: packed }, data, size, { triangle: 'upper' });
  return { rows: size, columns: size, data: moveColumns(data, permutation) };
}

/** Column i of `data` becomes column `to[i]`. */
function moveColumns(data: Float64Array, to: Int32Array): Float64Array {
  const size = to.length;
  const moved = new Float64Array(data.length);
  for (let row = 0; row < data.length; row += size) {
    for (let i = 0; i < size; i++) moved[row + (to[i] as number)] = data[row + i] as number;
  }
  return moved;
}

/** Solves Aᵀ x = b by P A = L U: Uᵀ w = b, Lᵀ v = w, then x = Pᵀ v. */
export function solveLuTransposedVector({ size, packed, permutation }: Lu, b: Float64Array): Float64Array {
  const factors: Matrix = { rows: size, columns: size, data: packed };
  const v = Float64Array.from(b);
  substitute(factors, v, 1, { triangle: 'upper', transposed: true });
  substitute(factors, v, 1, { triangle: 'lower', unitDiagonal: true, transposed: true });
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
