import { factorise, type Matrix, pivotsOf } from './lu.ts';

/** Sign of a determinant and log|det|: 0 and −∞ where the matrix is singular. */
export type SignedLogDet = { readonly sign: number; readonly logAbsDet: number };

/** log|det A| as the sum of the logarithms of the pivots. */
export function slogdet(a: Matrix): SignedLogDet {
  const factors = factorise(a);
  let sign: number = factors.parity;
  let logAbsDet = 0;
  for (const pivot of pivotsOf(factors)) {
    if (pivot === 0) return { sign: 0, logAbsDet: Number.NEGATIVE_INFINITY };
    sign *= Math.sign(pivot);
    logAbsDet += Math.log(Math.abs(pivot));
  }
  return { sign, logAbsDet };
}
