import { FlowError } from '@flow/backend';
import type { Permutation } from './permutations.ts';

/**
 * The inversion count τ: how many pairs stand in the wrong order, i < j with p(i) > p(j).
 *
 * @param permutation each of 0..n−1 once
 * @returns 0 for the identity, n(n − 1)/2 for the reversal
 * @throws invalid-argument
 * @see Knuth, "The Art of Computer Programming", volume 3 (1998), section 5.1.1
 * @example
 * ```ts
 * inversions([2, 0, 1]); // 2
 * ```
 */
export function inversions(permutation: Permutation): number {
  checkPermutation(permutation);
  let count = 0;
  for (const [i, left] of permutation.entries()) {
    for (let j = i + 1; j < permutation.length; j++) if (left > (permutation[j] as number)) count++;
  }
  return count;
}

/**
 * The cycles of a permutation, each from its smallest element: 0 -> p(0) -> p(p(0)) -> … -> 0.
 *
 * @param permutation each of 0..n−1 once
 * @returns one array a cycle, [length of the cycle]; fixed points are cycles of length 1
 * @throws invalid-argument
 * @example
 * ```ts
 * cycles([1, 2, 0, 3]); // [[0, 1, 2], [3]]
 * ```
 */
export function cycles(permutation: Permutation): number[][] {
  checkPermutation(permutation);
  const seen = new Set<number>();
  const found: number[][] = [];
  for (const start of permutation.keys()) {
    const cycle: number[] = [];
    for (let at = start; !seen.has(at); at = permutation[at] as number) {
      seen.add(at);
      cycle.push(at);
    }
    if (cycle.length > 0) found.push(cycle);
  }
  return found;
}

/**
 * The sign of a permutation by its inversions, (−1)^τ.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * parity([1, 0, 2]); // -1
 * ```
 */
export function parity(permutation: Permutation): 1 | -1 {
  return inversions(permutation) % 2 === 0 ? 1 : -1;
}

/**
 * The sign of a permutation by its cycles, (−1)^(n − number of cycles): a cycle of length k is k − 1 swaps.
 * Always equal to `parity`, in n steps instead of n².
 *
 * @throws invalid-argument
 * @see Dummit and Foote, "Abstract Algebra" (3rd ed. 2004), section 3.5
 * @example
 * ```ts
 * parityByCycles([1, 2, 0]); // 1
 * ```
 */
export function parityByCycles(permutation: Permutation): 1 | -1 {
  return (permutation.length - cycles(permutation).length) % 2 === 0 ? 1 : -1;
}

function checkPermutation(permutation: Permutation): void {
  const n = permutation.length;
  const values = new Set(permutation);
  if (values.size === n && permutation.every((value) => Number.isInteger(value) && value >= 0 && value < n))
    return;
  throw new FlowError('invalid-argument', {
    argument: 'permutation',
    message: 'This is not a permutation.',
    expected: `each of 0 to ${n - 1} once`,
    received: `[${permutation.join(', ')}]`,
  });
}
