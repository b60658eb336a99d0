// Wrote data/shuttle/ once from shuttle.csv.gz of the UCI's Statlog (Shuttle), 58,000 rows V1..V9 and the class, which
// is named: `node --conditions=@flow/source scripts/cut-shuttle.mjs FILE` (Node 24). Of a seeded order of the normal
// rows (Rad.Flow) 20,000 and 6,000, and then the anomalies: every row of another class but High. Results that users
// compare depend on this file.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createRng } from '@flow/backend';

const [file = 'shuttle.csv.gz'] = process.argv.slice(2);
const lines = gunzipSync(await readFile(file))
  .toString()
  .trim()
  .split('\n')
  .slice(1);
const classOf = (line) => line.slice(line.lastIndexOf(',') + 1);
const normal = lines.filter((line) => classOf(line) === 'Rad.Flow');
const anomalies = lines.filter((line) => !['Rad.Flow', 'High'].includes(classOf(line)));
const order = createRng(0).fork('shuttle').permutation(normal.length).slice(0, 26_000);
const rows = [...Array.from(order, (row) => normal[row]), ...anomalies].map((line) =>
  line.replaceAll('.0,', ','),
);
const out = join(import.meta.dirname, '../data/shuttle');
await mkdir(out, { recursive: true });
await writeFile(join(out, 'rows.csv.gz'), gzipSync(`${rows.join('\n')}\n`, { level: 9 }));
