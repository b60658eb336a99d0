import type { CheckpointStore } from './checkpoint-store.ts';

/** Asked for, not imported: bundlers for the page must not look for it. */
const files = () => process.getBuiltinModule('node:fs/promises');

/**
 * Checkpoints as files of a folder (Node). A file is written beside its place, flushed to the disk and then renamed, so
 * that a name never has half of its bytes.
 *
 * @example
 * ```ts
 * const store = fileStore('runs/first');
 * ```
 */
export function fileStore(folder: string): CheckpointStore {
  const at = (name: string) => `${folder}/${name}`;
  return {
    read(name) {
      return files().readFile(at(name)).catch(unlessMissing);
    },
    async write(name, bytes) {
      const { mkdir, open, rename } = files();
      await mkdir(folder, { recursive: true });
      const part = await open(`${at(name)}.part`, 'w');
      try {
        await part.writeFile(bytes);
        await part.sync();
      } finally {
        await part.close();
      }
      await rename(`${at(name)}.part`, at(name));
    },
    async rename(name, next) {
      await files().rename(at(name), at(next)).catch(unlessMissing);
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
