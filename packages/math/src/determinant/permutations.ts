import { FlowError } from '@flow/backend';

/** A permutation of 0..n−1 in one-line notation: i goes to `permutation[i]`. */
export type Permutation = readonly number[];

/**
 * All n! permutations of 0..n−1 in lexicographic order, one at a time: taking the first few costs only them.
 *
 * From one to the next: the longest falling tail is reversed, after its left neighbour has changed places
 * with the smallest larger entry of that tail.
 *
 * @param n 0 or more; one empty permutation where it is 0
 * @throws invalid-argument
 * @see Knuth, "The Art of Computer Programming", volume 4A (2011), section 7.2.1.2, algorithm L
 * @example
 * ```ts
 * [...permutations(3)]; // [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
 * permutations(20).next().value?.[19]; // 19
 * ```
 */
export function permutations(n: number): Generator<Permutation, undefined> {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new FlowError('invalid-argument', {
      argument: 'n',
      message: 'Only whole numbers of things can be permuted.',
      expected: 'a whole number, 0 or more',
      received: String(n),
    });
  }
  return inLexicographicOrder(Array.from({ length: n }, (_, i) => i));
}

function* inLexicographicOrder(first: Permutation): Generator<Permutation, undefined> {
  let current: Permutation | undefined = first;
  while (current !== undefined) {
    yield current;
    current = successor(current);
  }
}

function successor(permutation: Permutation): Permutation | undefined {
  const before = permutation.findLastIndex((value, i) => value < (permutation[i + 1] ?? -1));
  const pivot = permutation[before];
  if (pivot === undefined) return undefined;
  const larger = permutation.findLastIndex((value) => value > pivot);
  const next = permutation.with(before, permutation[larger] as number).with(larger, pivot);
  return [...next.slice(0, before + 1), ...next.slice(before + 1).reverse()];
}
