import type { CheckpointStore } from './checkpoint-store.ts';

/**
 * Checkpoints in the browser's private file system, which pages and workers of one origin share. The browser puts a
 * file in its place when all of it is written.
 *
 * @param folder its name in the private file system
 * @example
 * ```ts
 * const store = opfsStore('runs');
 * ```
 */
export function opfsStore(folder: string): CheckpointStore {
  const open = async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(folder, { create: true });
  };
  return {
    async read(name) {
      try {
        const handle = await (await open()).getFileHandle(name);
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
        throw error;
      }
    },
    async write(name, bytes) {
      const handle = await (await open()).getFileHandle(name, { create: true });
      const writable = await handle.createWritable();
      await writable.write(bytes);
      await writable.close();
    },
  };
}
