import { init } from '@flow/backend';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { FitReport } from './fit-report.ts';
import { indexedDbStore } from './indexed-db-store.ts';
import { opfsStore } from './opfs-store.ts';
import { longRun, trainedWith } from './resumable-run.fixture.ts';

/** What a page of the test trains and stores; `bytes` are the model's. */
export type StoresPage = {
  train(kind: StoreKind | undefined, stop?: Stop): Promise<{ bytes: number[]; report: FitReport }>;
  /** Puts bytes in the place of a stored checkpoint: cut in half, or with one bit turned over. */
  damage(kind: StoreKind, name: string, how: 'cut' | 'bit'): Promise<void>;
};

export type StoreKind = 'opfs' | 'indexedDb';

/** Where a page calls for its death and stands still: after a step, or in the middle of a write. Or goes on, `noticed`. */
export type Stop = { readonly way: 'step' | 'write' | 'noticed'; readonly at: number };

declare global {
  var storesPage: StoresPage;
  /** The test's: it ends the browser. */
  var callForDeath: () => Promise<void>;
}

const storeOf = (kind: StoreKind): CheckpointStore =>
  kind === 'opfs' ? opfsStore('runs') : indexedDbStore('runs');

await init();
globalThis.storesPage = {
  async train(kind, stop) {
    if (stop?.way === 'write') dieInWrite(stop.at);
    const { bytes, report } = await trainedWith({
      ...longRun(),
      ...(kind && { checkpoint: { store: storeOf(kind), every: 3 } }),
      onProgress({ type, step }) {
        if (type !== 'step' || step !== stop?.at || stop.way === 'write') return;
        void callForDeath();
        if (stop.way === 'step') standStill();
      },
    });
    return { bytes: [...bytes], report };
  },
  async damage(kind, name, how) {
    const store = storeOf(kind);
    const bytes = Uint8Array.from((await store.read(name)) as Uint8Array);
    if (how === 'bit') bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 4;
    await store.write(name, how === 'cut' ? bytes.slice(0, bytes.length / 2) : bytes);
  },
};

/** The n-th write of this page from now on never ends: its bytes are handed over, and nothing puts them in their place. */
function dieInWrite(n: number): void {
  let writes = 0;
  const isLast = () => {
    writes += 1;
    return writes === n;
  };
  const { close } = FileSystemWritableFileStream.prototype;
  FileSystemWritableFileStream.prototype.close = async function () {
    if (!isLast()) return close.call(this);
    await callForDeath();
    return new Promise(() => {});
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...values) {
    const request = put.apply(this, values);
    if (isLast()) {
      void callForDeath();
      // Its transaction ends when the page gives way to the event loop.
      standStill();
    }
    return request;
  };
}

function standStill(): never {
  for (;;);
}
