import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fashionMnist, idxBytes } from '@flow/datasets';

/** Writes a Fashion-MNIST of a few pictures, in the four files of the whole one. */
export async function writeFewClothes(folder: string, rows: { train: number; test: number }): Promise<void> {
  await mkdir(folder, { recursive: true });
  const parts = await fashionMnist();
  for (const [part, file] of [
    ['train', 'train'],
    ['test', 't10k'],
  ] as const) {
    const { values, labels = new Int32Array() } = parts[part];
    const count = rows[part];
    const pictures = Uint8Array.from(values.subarray(0, count * 28 * 28));
    const classes = Uint8Array.from(labels.subarray(0, count));
    const write = (name: string, shape: number[], data: Uint8Array) =>
      writeFile(join(folder, `${file}-${name}-ubyte.gz`), idxBytes({ dtype: 'uint8', shape, data }));
    await write('images-idx3', [count, 28, 28], pictures);
    await write('labels-idx1', [count], classes);
  }
}
