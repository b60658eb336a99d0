import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fixedSplits } from './fixed-splits.ts';
import { splitIndices } from './split.ts';

test.each(Object.entries(fixedSplits))(
  '%s: the stored split is the seeded permutation, disjoint and complete',
  async (name, counts) => {
    const stored = JSON.parse(await readFile(new URL(`../data/${name}-split.json`, import.meta.url), 'utf8'));
    const again = splitIndices(counts, 0);
    expect(stored).toEqual({
      train: [...again.train],
      validation: [...again.validation],
      test: [...again.test],
    });
    const rows: number[] = [...stored.train, ...stored.validation, ...stored.test];
    expect([stored.train.length, stored.validation.length, stored.test.length]).toEqual(counts);
    expect(rows.sort((a, b) => a - b)).toEqual([...rows.keys()]);
  },
);
