/**
 * Where checkpoints lie: `fileStore` in Node, `opfsStore` or `indexedDbStore` in browsers, or anything that keeps
 * bytes by name.
 */
export type CheckpointStore = {
  /** The bytes of that name, or nothing where there are none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Puts bytes under a name, in the place of those that were there. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Gives bytes another name, in the place of those that had it; without it they are copied. */
  rename?(name: string, next: string): Promise<void>;
};

/** The checkpoint before the newest. */
export const previousOf = (name: string): string => `${name}.previous`;

/** Keeps the checkpoint of a name as the previous one, where there is one. */
export async function keepPrevious(store: CheckpointStore, name: string): Promise<void> {
  if (store.rename) return store.rename(name, previousOf(name));
  const bytes = await store.read(name);
  if (bytes) await store.write(previousOf(name), Uint8Array.from(bytes));
}
