import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { emoji } from './emoji.ts';

const folder = new URL('../data/emoji/', import.meta.url);
const unzipped = async (file: string) => gunzipSync(await readFile(new URL(file, folder)));
const parts = await emoji();
const rowsOf = (values: Float32Array) =>
  Array.from({ length: values.length / 3072 }, (_, row) => values.subarray(row * 3072, (row + 1) * 3072));

test('each picture and category is that of the row that the committed split names', async () => {
  const pixels = (await unzipped('images-idx4-ubyte.gz')).subarray(20);
  const labels = (await unzipped('labels-idx1-ubyte.gz')).subarray(8);
  const split: Record<'train' | 'test', number[]> = JSON.parse(
    await readFile(new URL('split.json', folder), 'utf8'),
  );
  for (const part of ['train', 'test'] as const) {
    const { schema, rows, values } = parts[part];
    expect(rows).toBe(split[part].length);
    expect(schema).toEqual({ features: 3072, shape: [32, 32, 3], quantization: { levels: 256 } });
    const wrong = rowsOf(values).findIndex((picture, i) => {
      const start = split[part][i]! * 3072;
      return !picture.every((value, pixel) => value === pixels[start + pixel]);
    });
    expect(wrong).toBe(-1);
    expect([...parts[part].labels!]).toEqual(split[part].map((row) => labels[row]));
  }
});

test('the split is complete, and no test picture is a training picture or another test picture', () => {
  const textOf = (picture: Float32Array) => Buffer.from(Uint8Array.from(picture)).toString('latin1');
  const training = new Set(rowsOf(parts.train.values).map(textOf));
  const held = new Set(rowsOf(parts.test.values).map(textOf));
  expect([parts.train.rows, parts.test.rows, held.size]).toEqual([1800, 355, 355]);
  expect([...held].filter((picture) => training.has(picture))).toEqual([]);
});

test('the categories are named rightly: flags are wide, smileys yellow, both on white', () => {
  const { classNames, labels, values } = parts.train;
  const meanOf = (name: string, pixel: number) => {
    const pictures = rowsOf(values).filter((_, row) => classNames![labels![row]!] === name);
    const sums = [0, 1, 2].map((c) => pictures.reduce((sum, p) => sum + p[pixel * 3 + c]!, 0));
    return sums.map((sum) => sum / pictures.length);
  };
  const top = 16;
  const middle = 16 * 32 + 16;
  expect(Math.min(...meanOf('Flags', top))).toBeGreaterThan(250);
  expect(Math.min(...meanOf('Symbols', top))).toBeLessThan(200);
  const [red = 0, green = 0, blue = 0] = meanOf('Smileys & Emotion', middle);
  expect([red > 200, green > 150, blue < 130]).toEqual([true, true, true]);
  expect(Math.min(...meanOf('Smileys & Emotion', 0))).toBeGreaterThan(250);
});
