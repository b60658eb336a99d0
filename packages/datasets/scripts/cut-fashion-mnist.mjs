// Wrote data/fashion-mnist/ once: the first rows of the four files of Fashion-MNIST, which lie in the folder that
// is named: `node scripts/cut-fashion-mnist.mjs FOLDER`. Results that users compare depend on these files.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const ROWS = { train: 10_000, t10k: 2000 };
const out = join(import.meta.dirname, '../data/fashion-mnist');
const [folder = '.'] = process.argv.slice(2);

/** The same IDX file with fewer rows: the second word of the header counts them. */
function firstRows(idx, rows) {
  const rank = idx[3];
  const start = 4 + 4 * rank;
  const head = Buffer.from(idx.subarray(0, start));
  const bytesPerRow = (idx.length - start) / head.readUInt32BE(4);
  head.writeUInt32BE(rows, 4);
  return Buffer.concat([head, idx.subarray(start, start + rows * bytesPerRow)]);
}

await mkdir(out, { recursive: true });
for (const [part, rows] of Object.entries(ROWS)) {
  for (const kind of ['images-idx3', 'labels-idx1']) {
    const file = `${part}-${kind}-ubyte.gz`;
    const idx = gunzipSync(await readFile(join(folder, file)));
    await writeFile(join(out, file), gzipSync(firstRows(idx, rows), { level: 9 }));
  }
}
