import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fashionMnist } from './fashion-mnist.ts';
import { idxBytes } from './idx/idx-bytes.ts';

const source = new URL('../data/fashion-mnist/', import.meta.url);

test('each picture and class is that of the files in data/', async () => {
  const parts = await fashionMnist();
  for (const [part, file, rows] of [
    ['train', 'train', 10_000],
    ['test', 't10k', 2000],
  ] as const) {
    const content = async (name: string) => gunzipSync(await readFile(new URL(name, source)));
    const { values, labels, schema } = parts[part];
    expect(parts[part].rows).toBe(rows);
    expect(schema).toEqual({ features: 784, shape: [28, 28, 1], quantization: { levels: 256 } });
    const pixels = (await content(`${file}-images-idx3-ubyte.gz`)).subarray(16);
    expect(values.length).toBe(pixels.length);
    expect(values.every((value, i) => value === pixels[i])).toBe(true);
    expect([...labels!]).toEqual([...(await content(`${file}-labels-idx1-ubyte.gz`)).subarray(8)]);
  }
});

test('the classes are those of the publication', async () => {
  const { train, test: held } = await fashionMnist();
  const names = (labels: Int32Array) => Array.from(labels.slice(0, 4), (label) => train.classNames![label]);
  expect(train.classNames).toHaveLength(10);
  expect(names(train.labels!)).toEqual(['Ankle boot', 'T-shirt/top', 'T-shirt/top', 'Dress']);
  expect(names(held.labels!)).toEqual(['Ankle boot', 'Pullover', 'Trouser', 'Trouser']);
  // Boots and bags cover more of the picture than sandals do.
  const inkOf = (label: number) => {
    const rows = [...held.labels!.keys()].filter((row) => held.labels![row] === label);
    const ink = rows.flatMap((row) => [...held.values.subarray(row * 784, (row + 1) * 784)]);
    return ink.reduce((sum, value) => sum + value, 0) / ink.length;
  };
  expect(inkOf(9)).toBeGreaterThan(1.5 * inkOf(5));
  expect(inkOf(8)).toBeGreaterThan(1.5 * inkOf(5));
});

describe('a folder of published files', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'flow-fashion-'));
    await cp(new URL('t10k-labels-idx1-ubyte.gz', source), join(home, 't10k-labels-idx1-ubyte.gz'));
    await cp(new URL('t10k-images-idx3-ubyte.gz', source), join(home, 't10k-images-idx3-ubyte.gz'));
    // Plain IDX under the published names: three pictures to train.
    const pictures = { dtype: 'uint8', shape: [3, 28, 28], data: new Uint8Array(3 * 784).fill(9) } as const;
    await writeFile(join(home, 'train-images-idx3-ubyte.gz'), idxBytes(pictures));
    const classes = { dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 4, 9) } as const;
    await writeFile(join(home, 'train-labels-idx1-ubyte.gz'), idxBytes(classes));
  });
  afterAll(() => rm(home, { recursive: true }));

  test.each([
    ['a path', () => home],
    ['a path with a slash', () => `${home}/`],
    ['an address', () => pathToFileURL(home)],
  ])('%s: all rows are read', async (_, folder) => {
    const { train, test: held } = await fashionMnist({ folder: folder() });
    expect([train.rows, held.rows]).toEqual([3, 2000]);
    expect([...train.labels!]).toEqual([0, 4, 9]);
    expect(new Set(train.values)).toEqual(new Set([9]));
  });

  test('over http', async () => {
    const server = createServer(async ({ url = '' }, response) => {
      const bytes = await readFile(join(home, basename(url))).catch(() => undefined);
      response.writeHead(bytes ? 200 : 404).end(bytes);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await fashionMnist({ folder: address })).train.rows).toBe(3);
    await rm(join(home, 't10k-images-idx3-ubyte.gz'));
    await expect(fashionMnist({ folder: address })).rejects.toThrow(/t10k-images-idx3-ubyte\.gz.*HTTP 404/);
    server.close();
  });

  test('a missing file is named', async () => {
    await rm(join(home, 'train-labels-idx1-ubyte.gz'), { force: true });
    await expect(fashionMnist({ folder: home })).rejects.toThrow(
      /\[invalid-file\] \(folder\).*train-labels-idx1-ubyte\.gz/,
    );
  });

  test('a class that does not exist is refused', async () => {
    const classes = { dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 10, 9) } as const;
    await writeFile(join(home, 'train-labels-idx1-ubyte.gz'), idxBytes(classes));
    await expect(fashionMnist({ folder: home })).rejects.toThrow(/\[invalid-data\] \(labels\).*10 in row 1/);
  });
});
