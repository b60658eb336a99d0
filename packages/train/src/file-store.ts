import type { CheckpointStore } from './checkpoint-store.ts';

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
    async read(name) {
      const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ 'node:fs/promises');
      return readFile(at(name)).catch(unlessMissing);
    },
    async write(name, bytes) {
      const { mkdir, open, rename } = await import(
        /* @vite-ignore */ /* webpackIgnore: true */ 'node:fs/promises'
      );
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
      const { rename } = await import(/* @vite-ignore */ /* webpackIgnore: true */ 'node:fs/promises');
      await rename(at(name), at(next)).catch(unlessMissing);
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
