import { FlowError } from '@flow/backend';
import type { Dataset } from '../dataset.ts';
import type { PictureHeader } from './picture-header.ts';
import { isPictureName, type PictureOptions, pictureTable } from './picture-table.ts';
import { overWhite, type Raster } from './raster.ts';

/**
 * A table of PNG and JPEG files that a person chose or dropped in a page, decoded by the browser. Of a folder that was
 * chosen (`<input type="file" webkitdirectory>`), the folders inside it are the classes; single files have none. All
 * else is as in `pictureFolder`; files with other endings are left out.
 *
 * @param files of an input or of a drop
 * @returns values [rows, height·width·channels], 0..255, shape [height, width, channels]; labels where there are classes
 * @throws invalid-argument, also where there is no browser; invalid-file naming the file, invalid-data
 * @example
 * ```ts
 * const choose = async (input: HTMLInputElement) =>
 *   picturesFromFiles(input.files ?? [], { height: 32, width: 32, fit: 'crop' });
 * console.log(typeof choose); // function
 * ```
 */
export async function picturesFromFiles(files: ArrayLike<File>, options: PictureOptions): Promise<Dataset> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') {
    throw new FlowError('invalid-argument', {
      argument: 'files',
      message: 'Nothing here decodes pictures: in Node, pictureFolder does.',
      expected: 'a browser with createImageBitmap and OffscreenCanvas',
    });
  }
  const sources = Array.from(files)
    .filter(({ name }) => isPictureName(name))
    .map((file) => ({
      name: file.webkitRelativePath || file.name,
      className: classOf(file),
      size: file.size,
      read: async () => new Uint8Array(await file.arrayBuffer()),
    }));
  return pictureTable('files', sources, decodeInBrowser, options);
}

/** `chosen/class/picture.png` */
function classOf({ webkitRelativePath = '' }: File): string | undefined {
  return webkitRelativePath.split('/').slice(1, -1)[0];
}

async function decodeInBrowser(bytes: Uint8Array, { format }: PictureHeader): Promise<Raster> {
  const file = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format.toLowerCase()}` });
  // Alpha is not multiplied in, and colours stay the file's, so that a table is what Node makes of the same files.
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  try {
    const { width, height } = bitmap;
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (pen === null) throw new Error('the browser has no canvas to spare');
    pen.drawImage(bitmap, 0, 0);
    return overWhite(width, height, pen.getImageData(0, 0, width, height).data);
  } finally {
    bitmap.close();
  }
}
