import { expect, test } from 'vitest';
import { pictureTable } from './picture-table.ts';
import { colourPng } from './pictures.fixture.ts';
import type { Raster } from './raster.ts';

const source = (name: string, className: string | undefined, level: number) => ({
  name,
  className,
  size: 1,
  read: async () => colourPng(1, 1, [level, level, level]),
});
const decode = (): Raster => ({ width: 1, height: 1, pixels: Uint8Array.of(1, 2, 3) });
const one = { height: 1, width: 1 };

test('rows are in the order of classes and names, in whatever order files are found', async () => {
  const read: string[] = [];
  const found = ['b/1.png', 'a/10.png', 'B/2.png', 'a/9.png'].map((name, level) => {
    const file = source(name, name.split('/')[0], level);
    return {
      ...file,
      read: () => {
        read.push(name);
        return file.read();
      },
    };
  });
  const { classNames, labels } = await pictureTable('path', found, decode, one);
  expect(read).toEqual(['B/2.png', 'a/10.png', 'a/9.png', 'b/1.png']);
  expect(classNames).toEqual(['B', 'a', 'b']);
  expect([...labels!]).toEqual([0, 1, 1, 2]);
});

test('no file is read before all sizes are known to be small enough', async () => {
  let reads = 0;
  const counting = {
    ...source('a.png', undefined, 1),
    read: async () => {
      reads++;
      return colourPng(1, 1, [0, 0, 0]);
    },
  };
  const large = { ...source('b.png', undefined, 1), size: 2 ** 26 };
  await expect(pictureTable('path', [counting, large], decode, one)).rejects.toThrow(
    /b\.png: The file is too large/,
  );
  expect(reads).toBe(0);
});

test('what a decoder says of a file is told with its name, and kept as the cause', async () => {
  const cause = new Error('a tooth is missing');
  const failing = () => {
    throw cause;
  };
  await expect(pictureTable('files', [source('a.png', undefined, 1)], failing, one)).rejects.toMatchObject({
    code: 'invalid-file',
    argument: 'files',
    message: expect.stringContaining('The picture a.png cannot be read'),
    received: 'a tooth is missing',
    cause,
  });
});
