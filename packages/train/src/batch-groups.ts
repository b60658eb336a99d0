import { type Batch, disposeBatch } from './training-data.ts';

/**
 * Batches in groups of `size`, the last perhaps smaller. Whoever takes a group disposes its batches; those of a
 * group that was begun and never given are disposed here.
 */
export async function* groupBatches(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  size: number,
): AsyncGenerator<readonly Batch[], void, undefined> {
  let group: Batch[] = [];
  try {
    for await (const batch of batches) {
      group.push(batch);
      if (group.length < size) continue;
      const full = group;
      group = [];
      yield full;
    }
    const rest = group;
    group = [];
    if (rest.length > 0) yield rest;
  } finally {
    group.forEach(disposeBatch);
  }
}
