import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launchChromium } from '@flow-tooling/chromium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../bundle.fixture.ts';
import type { Dataset } from '../dataset.ts';
import { pictureFolder } from './picture-folder.ts';
import type { PictureOptions } from './picture-table.ts';
import { colourPng, jpegBytes, pngBytes } from './pictures.fixture.ts';
import { picturesFromFiles } from './pictures-from-files.ts';

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['newPage']>>;
type Files = { readonly [path: string]: Buffer };
type PlainTable = Pick<Dataset, 'rows' | 'schema'> & {
  values: number[];
  labels?: number[];
  classNames?: string[];
};

let browser: Awaited<ReturnType<typeof launchChromium>>;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  const { first } = await bundle(
    "import { picturesFromFiles } from './index.ts'; globalThis.picturesFromFiles = picturesFromFiles;",
  );
  await page.addScriptTag({ content: first, type: 'module' });
  await page.waitForFunction('typeof picturesFromFiles === "function"');
});
afterAll(() => browser.close());

/** What a page makes of files that were chosen with their folder. */
function inPage(files: Files, options: PictureOptions): Promise<PlainTable> {
  const contents = Object.entries(files).map(([path, bytes]) => [path, bytes.toString('base64')] as const);
  return page.evaluate(
    async ([given, settings]) => {
      const list = given.map(([path, text]) => {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const file = new File([bytes], path.split('/').at(-1)!);
        if (path.includes('/')) Object.defineProperty(file, 'webkitRelativePath', { value: path });
        return file;
      });
      const read = (globalThis as unknown as { picturesFromFiles: typeof picturesFromFiles })
        .picturesFromFiles;
      const { rows, schema, values, labels, classNames } = await read(list, settings);
      return {
        rows,
        schema,
        values: [...values],
        ...(labels && { labels: [...labels] }),
        ...(classNames && { classNames: [...classNames] }),
      };
    },
    [contents, options] as const,
  );
}

/** What Node makes of the same folder. */
async function inNode(files: Files, options: PictureOptions): Promise<Dataset> {
  const home = await mkdtemp(join(tmpdir(), 'flow-files-'));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), bytes);
  }
  const [chosen = ''] = Object.keys(files).map((path) => (path.includes('/') ? path.split('/')[0] : ''));
  const table = await pictureFolder(join(home, chosen ?? ''), options);
  await rm(home, { recursive: true });
  return table;
}

const alpha = pngBytes({
  width: 4,
  height: 2,
  colour: 6,
  lines: [0, 1].map((y) => [10, 20, 30, 255, 0, 100, 255, 51, 200, 0, 0, 0, 90, 80, 70, 128 + y]),
});
const grey = pngBytes({
  width: 4,
  height: 2,
  colour: 0,
  lines: [
    [0, 80, 160, 255],
    [5, 6, 7, 8],
  ],
});

test('files that were chosen make the table that Node makes of their folder', async () => {
  const files = {
    'mine/turned/photo.jpg': jpegBytes('turned'),
    'mine/plain/photo.jpg': jpegBytes('colour'),
    'mine/plain/progressive.jpeg': jpegBytes('progressive'),
    'mine/clear/a.png': alpha,
    'mine/clear/b.png': grey,
    'mine/clear/readme.txt': Buffer.from('no picture'),
  };
  for (const channels of [1, 3] as const) {
    const options = { height: 8, width: 8, channels, fit: 'crop' } as const;
    const [page, node] = [await inPage(files, options), await inNode(files, options)];
    expect(page.schema).toEqual(node.schema);
    expect(page.classNames).toEqual(['clear', 'plain', 'turned']);
    expect(page.labels).toEqual([...node.labels!]);
    // JPEG decoders may differ by rounding, and so may a canvas that multiplies colours by alpha.
    const off = page.values.map((value, i) => Math.abs(value - node.values[i]!));
    expect(Math.max(...off)).toBeLessThanOrEqual(3);
    const exact = off.slice(8 * 8 * channels, 2 * 8 * 8 * channels);
    expect(Math.max(...exact)).toBe(0);
  }
});

test('single files have no classes, and a picture is cut and scaled as in Node', async () => {
  const pixels = Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) % 256);
  const files = { 'x.png': colourPng(7, 5, pixels) };
  const options = { height: 3, width: 3, fit: 'crop' } as const;
  const page = await inPage(files, options);
  expect(page).not.toHaveProperty('labels');
  expect(page.values).toEqual([...(await inNode(files, options)).values]);
});

test.each([
  ['of another size', { 'odd.png': grey }, /odd\.png: .*Expected 8x8 pixels, got 4x2/],
  ['that is no picture', { 'odd.png': Buffer.from('hello') }, /odd\.png.*neither a PNG nor a JPEG/],
  [
    'that is damaged',
    { 'odd.png': Buffer.concat([grey.subarray(0, 45), Buffer.alloc(30)]) },
    /odd\.png cannot be read/,
  ],
  ['beside folders', { 'odd.png': grey, 'mine/a/b.png': grey }, /mine\/a\/b\.png and odd\.png/],
])('a file %s is refused by name', async (_, files, message) => {
  const fit = message.source.includes('8x8') ? 'exact' : 'crop';
  await expect(inPage(files, { height: 8, width: 8, fit })).rejects.toThrow(message);
});

test('where there is no browser, it says what to call instead', async () => {
  await expect(picturesFromFiles([], { height: 1, width: 1 })).rejects.toThrow(
    /\[invalid-argument\].*pictureFolder/,
  );
});
