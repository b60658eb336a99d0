import { FlowError } from '@flow/backend';
import type { Dataset } from '../dataset.ts';
import { isPictureName, type PictureOptions, type PictureSource, pictureTable } from './picture-table.ts';

/**
 * A table of the PNG and JPEG files of a folder, in Node. Where they lie in folders of their own, these are their
 * classes, by name; else the pictures have none. Rows are in the order of names. Transparent pictures lie on white,
 * photographs are turned as their EXIF says, and 16 bits become 8. Other files are left out.
 *
 * Sizes are checked before memory is taken, a file that is no picture is named. In a page, `picturesFromFiles`.
 *
 * @param path of the folder
 * @returns values [rows, height·width·channels], 0..255, shape [height, width, channels]; labels where there are classes
 * @throws invalid-argument, invalid-file naming the file, invalid-data
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * const folder = await mkdtemp(`${tmpdir()}/pictures-`);
 * const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4oSECAALAAQUE/EAbAAAAAElFTkSuQmCC';
 * await writeFile(`${folder}/red.png`, Buffer.from(dot, 'base64'));
 * const pictures = await pictureFolder(folder, { height: 1, width: 1 });
 * console.log(pictures.rows, pictures.schema.shape, pictures.values); // 1 [ 1, 1, 3 ] Float32Array(3) [ 200, 40, 20 ]
 * ```
 */
export async function pictureFolder(path: string, options: PictureOptions): Promise<Dataset> {
  const sources = await sourcesIn(path);
  const { decodeFile } = await import('./decode-file.ts');
  return pictureTable('path', sources, decodeFile, { name: lastPart(path), ...options });
}

async function sourcesIn(path: string): Promise<PictureSource[]> {
  try {
    const { readdir } = process.getBuiltinModule('node:fs/promises');
    const entries = await readdir(path, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const inFolders = await Promise.all(
      folders.map(async ({ name }) => {
        const files = await readdir(`${path}/${name}`);
        return files.filter(isPictureName).map((file) => sourceAt(path, `${name}/${file}`, name));
      }),
    );
    const here = entries.filter((entry) => !entry.isDirectory() && isPictureName(entry.name));
    return await Promise.all([
      ...here.map(({ name }) => sourceAt(path, name, undefined)),
      ...inFolders.flat(),
    ]);
  } catch (cause) {
    throw new FlowError('invalid-file', {
      argument: 'path',
      message: 'The folder of pictures cannot be read.',
      expected: path,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

async function sourceAt(folder: string, name: string, className: string | undefined): Promise<PictureSource> {
  const { readFile, stat } = process.getBuiltinModule('node:fs/promises');
  const { size } = await stat(`${folder}/${name}`);
  return { name, className, size, read: () => readFile(`${folder}/${name}`) };
}

const lastPart = (path: string) =>
  path
    .split(/[/\\]/)
    .filter((part) => part !== '')
    .at(-1) ?? 'pictures';
