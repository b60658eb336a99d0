import type { ProgressEvent } from './progress.ts';

/** Writes the events of a run somewhere. `fit` closes it. */
export type EventSink = {
  write(event: ProgressEvent): void;
  /** Ends when everything is written. @throws what went wrong on the way */
  close(): Promise<void>;
};

/** Where bytes go: the path of a file that they are added to (Node), or a function. */
export type ByteTarget = string | ((bytes: Uint8Array) => void | Promise<void>);

/** Hands on bytes in their order, several pieces at once where the target is slow. */
export function createByteQueue(target: ByteTarget): {
  add(bytes: Uint8Array): void;
  close(): Promise<void>;
} {
  const append = typeof target === 'string' ? appendToFile(target) : target;
  let waiting: Uint8Array[] = [];
  let work = Promise.resolve();
  const flush = async () => {
    if (waiting.length === 0) return;
    const bytes = join(waiting);
    waiting = [];
    await append(bytes);
  };
  return {
    add(bytes) {
      waiting.push(bytes);
      if (waiting.length > 1) return;
      work = work.then(flush);
      // It is told by close(); until then it must not count as unhandled.
      work.catch(() => {});
    },
    close: () => work.then(flush),
  };
}

function appendToFile(path: string): (bytes: Uint8Array) => Promise<void> {
  return async (bytes) => {
    // Asked for, not imported: bundlers for the page must not look for it.
    const { appendFile, mkdir } = process.getBuiltinModule('node:fs/promises');
    const cut = path.lastIndexOf('/');
    if (cut > 0) await mkdir(path.slice(0, cut), { recursive: true });
    await appendFile(path, bytes);
  };
}

/** One piece of several. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
