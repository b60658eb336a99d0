import { FlowError } from '@flow/backend';
import { checkSquare, type Matrix } from '../matrix/matrix.ts';

/** 9! = 362,880 terms take a fraction of a second; every further row multiplies that by its number. */
const LARGEST_EXPANSION = 9;

/** Refuses a matrix whose expansion has too many terms, and says how many. @throws shape-mismatch, invalid-argument */
export function checkExpansion(a: Matrix, method: string): void {
  const n = checkSquare(a);
  if (n <= LARGEST_EXPANSION) return;
  throw new FlowError('invalid-argument', {
    argument: 'matrix',
    message: `${method} has one term for each of ${n}! = ${countTerms(n)} permutations; determinant() needs n³/3 steps.`,
    expected: `at most [${LARGEST_EXPANSION}, ${LARGEST_EXPANSION}]`,
    received: `[${n}, ${n}]`,
  });
}

function countTerms(n: number): string {
  let terms = 1;
  for (let i = 2; i <= n; i++) terms *= i;
  return terms < 2 ** 53 ? terms.toLocaleString('en-US') : terms.toPrecision(3);
}
