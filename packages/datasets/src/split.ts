import { createRng, FlowError } from '@flow/backend';
import { type Dataset, type Split, selectRows } from './dataset.ts';

/** Sizes of train, validation and test: shares that add up to 1, or rows that add up to the table's. */
export type SplitSizes =
  | { readonly fractions: readonly [train: number, validation: number, test: number] }
  | { readonly counts: readonly [train: number, validation: number, test: number] };

export type SplitIndices = { readonly [part in keyof Split]: Int32Array };

/**
 * Divides a table at random into three parts without common rows.
 *
 * @param sizes for example `{ fractions: [0.8, 0.1, 0.1] }` or `{ counts: [1400, 200, 197] }`; a part may be empty
 * @param seed the same seed gives the same rows on every machine
 * @returns parts whose rows together are those of the table
 * @throws invalid-argument
 * @example
 * ```ts
 * const { train, validation, test } = split(sampleDataset(rings(), 500), { fractions: [0.8, 0.1, 0.1] }, 7);
 * console.log(train.rows, validation.rows, test.rows); // 400 50 50
 * ```
 */
export function split(dataset: Dataset, sizes: SplitSizes, seed = 0): Split {
  return takeSplit(dataset, splitIndices(countsOf(sizes, dataset.rows), seed));
}

/** A permutation of 0..n−1 cut into three. @param counts whole numbers with sum n */
export function splitIndices(counts: readonly [number, number, number], seed: number): SplitIndices {
  const [train, validation, test] = counts;
  const order = createRng(seed).permutation(train + validation + test);
  return {
    train: order.slice(0, train),
    validation: order.slice(train, train + validation),
    test: order.slice(train + validation),
  };
}

/** The rows that are listed for each part. */
export function takeSplit(
  dataset: Dataset,
  indices: { readonly [part in keyof Split]: ArrayLike<number> },
): Split {
  return {
    train: selectRows(dataset, indices.train),
    validation: selectRows(dataset, indices.validation),
    test: selectRows(dataset, indices.test),
  };
}

function countsOf(sizes: SplitSizes, rows: number): readonly [number, number, number] {
  if ('counts' in sizes) {
    const isValid =
      sizes.counts.length === 3 && sizes.counts.every((count) => Number.isInteger(count) && count >= 0);
    if (!isValid || sum(sizes.counts) !== rows) {
      refuse('sizes.counts', `three whole numbers that add up to ${rows}`, sizes.counts);
    }
    return sizes.counts;
  }
  if (!('fractions' in sizes)) refuse('sizes', '{ fractions: [...] } or { counts: [...] }', []);
  const { fractions } = sizes;
  const isValid = fractions.length === 3 && fractions.every((fraction) => fraction >= 0);
  if (!isValid || !(Math.abs(sum(fractions) - 1) < 1e-9)) {
    refuse('sizes.fractions', 'three shares that add up to 1', fractions);
  }
  const validation = Math.round(fractions[1] * rows);
  const test = Math.min(Math.round(fractions[2] * rows), rows - validation);
  return [rows - validation - test, validation, test];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function refuse(argument: string, expected: string, received: readonly number[]): never {
  throw new FlowError('invalid-argument', {
    argument,
    message: 'The parts of a split must make up the table.',
    expected,
    received: `[${received.join(', ')}]`,
  });
}
