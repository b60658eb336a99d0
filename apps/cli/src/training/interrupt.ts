const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export type Interrupt = {
  /** Aborts at the first Ctrl-C (SIGINT) or SIGTERM. */
  readonly signal: AbortSignal;
  /** Gives the signals back to their default: they end the process. */
  release(): void;
};

/** Listens for the first interruption only: a second one meets the default and ends the process at once. */
export function listenForInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const release = () => {
    for (const name of SIGNALS) process.off(name, interrupt);
  };
  const interrupt = () => {
    release();
    controller.abort();
    onFirst();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return { signal: controller.signal, release };
}
