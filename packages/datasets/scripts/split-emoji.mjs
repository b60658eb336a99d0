// Wrote data/emoji/split.json once: `node --conditions=@flow/source scripts/split-emoji.mjs` (Node 24). The test is the
// first 355 pictures of a seeded order that occur once (families look alike whoever is in them, and so some pictures
// occur several times): no test picture is a training picture. Results that users compare depend on this file.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRng } from '@flow/backend';

const TEST = 355;
const folder = join(import.meta.dirname, '../data/emoji');
const idx = gunzipSync(await readFile(join(folder, 'images-idx4-ubyte.gz')));
const rows = idx.readUInt32BE(4);
const bytes = idx.subarray(20).length / rows;
const pictures = Array.from({ length: rows }, (_, row) =>
  idx.toString('latin1', 20 + row * bytes, 20 + (row + 1) * bytes),
);
const copies = Map.groupBy(pictures.keys(), (row) => pictures[row]);
const order = [...createRng(0).fork('emoji').permutation(rows)];
const test = order.filter((row) => copies.get(pictures[row]).length === 1).slice(0, TEST);
// In the order of the source, which is shuffled too: in the seeded one the copies would come first.
const train = [...pictures.keys()].filter((row) => !test.includes(row));
const lines = Object.entries({ train, test }).map(([part, list]) => `  "${part}": [${list.join(', ')}]`);
await writeFile(join(folder, 'split.json'), `{\n${lines.join(',\n')}\n}\n`);
