import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Where a run writes. */
export type OutputFolder = {
  readonly path: string;
  /** Replaces a file as a whole, so that nobody finds half of one. @returns its path */
  write(name: string, content: Uint8Array | string): Promise<string>;
};

/** Makes the folder before the work begins: a place that cannot be written to is known at once. */
export async function openOutputFolder(path: string): Promise<OutputFolder> {
  const folder: OutputFolder = {
    path,
    async write(name, content) {
      const file = join(path, name);
      await writeFile(`${file}.part`, content);
      await rename(`${file}.part`, file);
      return file;
    },
  };
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new UsageError(`--out ${path} cannot be made a folder: ${(error as Error).message}`);
  }
  return folder;
}
