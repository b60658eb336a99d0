/** Lets a run through, holds it, or lets single steps through. */
export type Gate = {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** Lets one more step through a closed gate. */
  admitOne(): void;
  /** Resolves when the next step may go; rejects with the signal's reason. */
  pass(signal: AbortSignal): Promise<void>;
};

export function createGate(): Gate {
  let isOpen = false;
  let admitted = 0;
  let wake: (() => void) | undefined;
  const tryToPass = () => {
    if (isOpen) return true;
    if (admitted === 0) return false;
    admitted -= 1;
    return true;
  };
  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
      admitted = 0;
      wake?.();
    },
    close() {
      isOpen = false;
    },
    admitOne() {
      if (!isOpen) admitted += 1;
      wake?.();
    },
    async pass(signal) {
      signal.throwIfAborted();
      while (!tryToPass()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        signal.throwIfAborted();
      }
    },
  };
}
