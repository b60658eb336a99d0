// Wrote data/*-split.json once: `node --conditions=@flow/source scripts/make-splits.mjs` (Node 24). Results that
// users compare depend on these files, so they are never made again; a test holds them against this recipe.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixedSplits } from '../src/fixed-splits.ts';
import { splitIndices } from '../src/split.ts';

for (const [name, counts] of Object.entries(fixedSplits)) {
  const { train, validation, test } = splitIndices(counts, 0);
  const lines = Object.entries({ train, validation, test }).map(
    ([part, rows]) => `  "${part}": [${[...rows].join(', ')}]`,
  );
  await writeFile(join(import.meta.dirname, `../data/${name}-split.json`), `{\n${lines.join(',\n')}\n}\n`);
}
