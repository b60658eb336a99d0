import type { CheckpointStore } from './checkpoint-store.ts';

const TABLE = 'checkpoints';

/**
 * Checkpoints in an IndexedDB of the page's origin; each write is one transaction, which happens as a whole or not at
 * all.
 *
 * @param database its name
 * @example
 * ```ts
 * const store = indexedDbStore('runs');
 * ```
 */
export function indexedDbStore(database: string): CheckpointStore {
  const within = async <T>(
    mode: IDBTransactionMode,
    work: (table: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const opening = indexedDB.open(database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    const db = await resultOf(opening);
    try {
      // What is told to be written is on the disk, also where the machine stops.
      const transaction = db.transaction(TABLE, mode, { durability: 'strict' });
      const done = finished(transaction);
      const request = work(transaction.objectStore(TABLE));
      await done;
      return request.result;
    } finally {
      db.close();
    }
  };
  return {
    read: (name) => within<Uint8Array | undefined>('readonly', (table) => table.get(name)),
    write: async (name, bytes) => void (await within('readwrite', (table) => table.put(bytes, name))),
  };
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
