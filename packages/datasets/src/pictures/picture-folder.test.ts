import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pictureFolder } from './picture-folder.ts';
import { colourPng, jpegBytes, pngBytes, pngChunk } from './pictures.fixture.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-pictures-'));
});
afterEach(() => rm(home, { recursive: true }));

async function put(name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(home, name)), { recursive: true });
  await writeFile(join(home, name), bytes);
}
const two = { height: 1, width: 2 };
const dot = (level: number) => colourPng(1, 1, [level, level, level]);
const one = { height: 1, width: 1, channels: 1 } as const;

describe('a folder', () => {
  test('of pictures is a table in the order of names, without classes', async () => {
    await put('b.PNG', colourPng(2, 1, [1, 2, 3, 4, 5, 6]));
    await put('a.png', colourPng(2, 1, [7, 8, 9, 10, 11, 12]));
    await put('notes.txt', Buffer.from('no picture'));
    await put('._a.png', Buffer.from('what a system hides'));
    await mkdir(join(home, 'empty'));
    const table = await pictureFolder(`${home}/`, two);
    expect(table.schema).toEqual({ features: 6, shape: [1, 2, 3], quantization: { levels: 256 } });
    expect([...table.values]).toEqual([7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]);
    expect(table).not.toHaveProperty('labels');
    expect(home.endsWith(table.name)).toBe(true);
  });

  test('of folders has their names as classes', async () => {
    await put('dogs/2.png', dot(2));
    await put('cats/9.png', dot(9));
    await put('dogs/1.png', dot(1));
    await put('.hidden/0.png', dot(0));
    const { values, labels, classNames } = await pictureFolder(home, one);
    expect([...values]).toEqual([9, 1, 2]);
    expect([...labels!]).toEqual([0, 1, 1]);
    expect(classNames).toEqual(['cats', 'dogs']);
  });

  test('of both is refused, as is one without pictures and one that is not there', async () => {
    await put('dogs/1.png', dot(1));
    await put('stray.png', dot(2));
    await expect(pictureFolder(home, one)).rejects.toThrow(
      /\[invalid-data\] \(path\).*dogs\/1\.png and stray\.png/,
    );
    await expect(pictureFolder(join(home, 'nothing'), one)).rejects.toThrow(
      /\[invalid-file\] \(path\).*ENOENT/,
    );
    await mkdir(join(home, 'empty'));
    await expect(pictureFolder(join(home, 'empty'), one)).rejects.toThrow(
      /\[invalid-data\] \(path\) There are no pictures/,
    );
  });
});

describe('a PNG', () => {
  const read = async (bytes: Buffer, channels: 1 | 3 = 3, width = 2) => {
    await put('x.png', bytes);
    return [...(await pictureFolder(home, { height: 1, width, channels })).values];
  };
  const png = (colour: 0 | 2 | 3 | 4 | 6, line: number[], others = {}) =>
    pngBytes({ width: 2, height: 1, colour, lines: [line], ...others });

  test.each([
    ['grey', png(0, [5, 250]), [5, 5, 5, 250, 250, 250]],
    ['of 16 bits', png(0, [128, 128, 255, 255], { depth: 16 }), [128, 128, 128, 255, 255, 255]],
    ['of 1 bit', png(0, [0b0100_0000], { depth: 1 }), [0, 0, 0, 255, 255, 255]],
    ['of 4 bits', png(0, [0x3f], { depth: 4 }), [51, 51, 51, 255, 255, 255]],
    ['with grey and alpha', png(4, [0, 255, 100, 0]), [0, 0, 0, 255, 255, 255]],
    ['with colours and alpha', png(6, [10, 20, 30, 255, 0, 100, 255, 51]), [10, 20, 30, 204, 224, 255]],
    ['with a palette', png(3, [1, 0], { palette: [1, 2, 3, 4, 5, 6] }), [4, 5, 6, 1, 2, 3]],
    [
      'with a palette of 2 bits that is partly clear',
      png(3, [0b0100_0000], { depth: 2, palette: [1, 2, 3, 4, 5, 6], transparency: [255, 0] }),
      [255, 255, 255, 1, 2, 3],
    ],
    [
      'with a grey to see through',
      png(0, [0xf0], { depth: 4, transparency: [0, 15] }),
      [255, 255, 255, 0, 0, 0],
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await read(bytes)).toEqual(expected);
  });

  test('with a colour to see through', async () => {
    const lines = [[1, 2, 3, 4, 5, 6, 4, 5, 7]];
    const bytes = pngBytes({ width: 3, height: 1, colour: 2, lines, transparency: [0, 4, 0, 5, 0, 6] });
    expect(await read(bytes, 3, 3)).toEqual([1, 2, 3, 255, 255, 255, 4, 5, 7]);
  });

  test('of colours becomes grey where one channel is wanted', async () => {
    expect(await read(png(2, [255, 0, 0, 9, 9, 9]), 1)).toEqual([76, 9]);
  });

  test('is not judged by a text or a profile that it carries', async () => {
    const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), Buffer.from('no zlib')]));
    expect(await read(png(0, [5, 6], { others: [profile] }), 1)).toEqual([5, 6]);
  });
});

describe('a JPEG', () => {
  const near = (values: Float32Array, expected: readonly number[], within: number) => {
    const wrong = Array.from(values, (value, i) => Math.abs(value - expected[i]!)).findIndex(
      (off) => off > within,
    );
    expect(wrong).toBe(-1);
  };
  const halves = (left: number[], right: number[]) =>
    Array.from({ length: 128 }, (_, pixel) => (pixel % 16 < 8 ? left : right)).flat();

  test.each([
    ['colour', halves([200, 40, 40], [40, 40, 200])],
    ['progressive', halves([200, 40, 40], [40, 40, 200])],
    ['cmyk', halves([200, 40, 40], [40, 40, 200])],
    ['grey', halves([50, 50, 50], [220, 220, 220])],
  ] as const)('%s', async (name, expected) => {
    await put('x.jpeg', jpegBytes(name));
    near((await pictureFolder(home, { height: 8, width: 16 })).values, expected, 3);
  });

  test('of a camera that lay on its side stands upright', async () => {
    await put('x.JPG', jpegBytes('turned'));
    const { values } = await pictureFolder(home, { height: 16, width: 8 });
    const expected = Array.from({ length: 128 }, (_, pixel) =>
      pixel < 64 ? [200, 40, 40] : [40, 40, 200],
    ).flat();
    near(values, expected, 3);
  });
});

describe('another size', () => {
  test('is refused with the name of the file, or cut and scaled', async () => {
    await put('a.png', dot(1));
    await put('wide.png', colourPng(4, 1, [0, 0, 0, 10, 10, 10, 20, 20, 20, 90, 90, 90]));
    await expect(pictureFolder(home, one)).rejects.toThrow(
      /\[invalid-file\] \(path\) wide\.png: .*fit: 'crop'.*Expected 1x1 pixels, got 4x1 pixels/,
    );
    const { values } = await pictureFolder(home, { ...one, fit: 'crop' });
    expect([...values]).toEqual([1, 15]);
  });
});

describe('a broken file is named, and why it is broken', () => {
  const whole = colourPng(2, 1, [1, 2, 3, 4, 5, 6]);
  const flipped = (at: number) => whole.map((byte, i) => (i === at ? byte ^ 1 : byte));
  /** A header of 2x1 pixels over data of another length. */
  const holding = (bytes: number) => {
    const data = pngChunk('IDAT', deflateSync(Buffer.alloc(bytes)));
    return Buffer.concat([whole.subarray(0, 33), data, pngChunk('IEND', Buffer.alloc(0))]);
  };
  test.each([
    ['empty', Buffer.of(), /the file is empty/],
    ['a text', Buffer.from('hello, this is no picture'), /neither a PNG nor a JPEG/],
    ['cut short', whole.subarray(0, -5), /cut short/],
    ['without its header', whole.subarray(0, 20), /no header/],
    ['changed in its data', flipped(50), /CRC|data|check/i],
    [
      'changed in its palette',
      pngBytes({ width: 2, height: 1, colour: 3, lines: [[0, 1]], palette: [1, 2, 3, 4, 5, 6] }).map(
        (byte, i) => (i === 42 ? byte ^ 1 : byte),
      ),
      /CRC/i,
    ],
    ['of no pixels', colourPng(0, 1, []), /0x1 pixels has no pixels/],
    ['with too little data', holding(5), /5 of 7 bytes/],
    [
      'that unpacks to a thousand times what it promises',
      holding(7000),
      /unpacks to more than its header promises, 7 bytes/,
    ],
    ['a JPEG that is cut short', jpegBytes('colour').subarray(0, -40), /cut short/],
    ['a JPEG that ends in its tables', jpegBytes('colour').subarray(0, 60), /ends before its frame/],
  ])('%s', async (_, bytes, why) => {
    await put('fine.png', whole);
    await put('odd.png', bytes);
    const reading = pictureFolder(home, { ...two, fit: 'crop' });
    await expect(reading).rejects.toThrow(/\[invalid-file\] \(path\).*odd\.png/);
    await expect(reading).rejects.toThrow(why);
  });
});

describe('sizes are checked before memory is taken', () => {
  /** A header that promises 16 gigapixels, and no data. */
  const boast = () => {
    const bytes = Buffer.from(dot(1));
    bytes.writeUInt32BE(131_072, 16);
    bytes.writeUInt32BE(131_072, 20);
    return bytes;
  };
  test('of a picture', async () => {
    await put('boast.png', boast());
    await expect(pictureFolder(home, { ...one, fit: 'crop' })).rejects.toThrow(
      /boast\.png: .*maxPixels, 50000000, at most, got 131072x131072/,
    );
    await put('boast.png', colourPng(2, 1, [1, 2, 3, 4, 5, 6]));
    await expect(pictureFolder(home, { ...two, maxPixels: 1 })).rejects.toThrow(
      /maxPixels, 1, at most, got 2x1/,
    );
  });

  test('of a file', async () => {
    await put('a.png', dot(1));
    await expect(pictureFolder(home, { ...one, maxFileBytes: 50 })).rejects.toThrow(
      /a\.png: .*maxFileBytes, 50,/,
    );
  });

  test('of the table', async () => {
    for (const name of ['a.png', 'b.png']) await put(name, dot(1));
    const most = { ...one, maxTableBytes: 8 };
    expect((await pictureFolder(home, most)).rows).toBe(2);
    await expect(pictureFolder(home, { ...most, channels: 3 })).rejects.toThrow(
      /\[invalid-data\].*24 bytes of 2 pictures/,
    );
  });

  test.each([
    [{ height: 0 }, /height.*1 or more.*0/],
    [{ width: 1.5 }, /width/],
    [{ channels: 2 }, /channels.*1 or 3/],
    [{ fit: 'stretch' }, /fit.*exact or crop.*stretch/],
    [{ maxPixels: Number.NaN }, /maxPixels/],
  ])('%j makes no table', async (wrong, message) => {
    const reading = pictureFolder(home, { ...one, ...(wrong as object) });
    await expect(reading).rejects.toThrow(/invalid-argument/);
    await expect(reading).rejects.toThrow(message);
  });
});
