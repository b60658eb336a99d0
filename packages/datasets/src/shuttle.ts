import { createDataset, type Dataset, type Split, selectRows } from './dataset.ts';
import { unpackText } from './embedded-table.ts';

const NORMAL = 'Rad.Flow';
const TRAIN = 20_000;

/**
 * Sensors of a space shuttle, the usual benchmark of anomaly detection: 20,000 normal rows to train on, and as a test
 * 6,000 other normal rows and 3,511 anomalies, each with its class (0 is normal; class High is left out, as usual).
 *
 * @returns values [rows, 9], whole numbers in the units of the source, labels 0..5
 *
 * Source: NASA, "Statlog (Shuttle)" (UCI), CC BY 4.0.
 * @example
 * ```ts
 * const { train, test } = await shuttle();
 * console.log(train.rows, test.rows, test.classNames?.[0]); // 20000 9511 Rad.Flow
 * ```
 */
export async function shuttle(): Promise<Pick<Split, 'train' | 'test'>> {
  const lines = (await unpackText(await import('./generated/shuttle.ts'))).trim().split('\n');
  const all = readLines(lines);
  const rows = Int32Array.from(lines, (_, row) => row);
  return { train: selectRows(all, rows.subarray(0, TRAIN)), test: selectRows(all, rows.subarray(TRAIN)) };
}

function readLines(lines: readonly string[]): Dataset {
  const classNames = [NORMAL, 'Fpv.Close', 'Fpv.Open', 'Bypass', 'Bpv.Close', 'Bpv.Open'];
  const names = Array.from({ length: 9 }, (_, column) => `V${column + 1}`);
  const values = new Float32Array(lines.length * names.length);
  const labels = new Int32Array(lines.length);
  lines.forEach((line, row) => {
    const cells = line.split(',');
    values.set(cells.slice(0, names.length).map(Number), row * names.length);
    labels[row] = classNames.indexOf(cells.at(-1) ?? '');
  });
  return createDataset({
    name: 'shuttle',
    schema: { features: names.length, names },
    values,
    labels,
    classNames,
    licence: 'CC BY 4.0',
    source: 'NASA, Statlog (Shuttle), UCI',
  });
}
