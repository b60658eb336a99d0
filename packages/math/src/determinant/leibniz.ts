import { entry, type Matrix } from '../matrix/matrix.ts';
import { checkExpansion } from './expansion-size.ts';
import { inversions } from './parity.ts';
import { type Permutation, permutations } from './permutations.ts';

/** One term of Leibniz's sum: an entry from each row, no two in one column. */
export type LeibnizTerm = {
  /** Row i gives its entry in column `permutation[i]`. */
  readonly permutation: Permutation;
  /** τ. */
  readonly inversions: number;
  /** (−1)^τ. */
  readonly sign: 1 | -1;
  /** The chosen entries, row by row. */
  readonly factors: readonly number[];
  /** Π a[i][p(i)], without the sign. */
  readonly product: number;
  /** sign · product, what is added. */
  readonly term: number;
};

/**
 * The n! terms of Leibniz's formula as data, one at a time, permutations in lexicographic order.
 *
 * @param a [n, n], n at most 9
 * @throws shape-mismatch, invalid-argument above 9 x 9, with the count of terms
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * const [, second] = [...leibnizTerms(matrix([[1, 2], [3, 4]]))];
 * second; // { permutation: [1, 0], inversions: 1, sign: -1, factors: [2, 3], product: 6, term: -6 }
 * ```
 */
export function leibnizTerms(a: Matrix): Generator<LeibnizTerm, undefined> {
  checkExpansion(a, "Leibniz's formula");
  return terms(a);
}

/**
 * The determinant by its definition, det A = Σ_p (−1)^τ(p) Π_i a[i][p(i)]: a sum over all n! permutations.
 *
 * @param a [n, n], n at most 9
 * @throws shape-mismatch, invalid-argument above 9 x 9, with the count of terms
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * leibnizDeterminant(matrix([[1, 2], [3, 4]])); // -2
 * ```
 */
export function leibnizDeterminant(a: Matrix): number {
  let sum = 0;
  for (const { term } of leibnizTerms(a)) sum += term;
  return sum;
}

function* terms(a: Matrix): Generator<LeibnizTerm, undefined> {
  for (const permutation of permutations(a.rows)) {
    const count = inversions(permutation);
    const sign = count % 2 === 0 ? 1 : -1;
    const factors = permutation.map((column, row) => entry(a, row, column));
    const product = factors.reduce((total, factor) => total * factor, 1);
    yield { permutation, inversions: count, sign, factors, product, term: sign * product };
  }
}
