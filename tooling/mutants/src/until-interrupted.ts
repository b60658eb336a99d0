const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that a signal may interrupt, then ends this process as the signal asks. Under `npm run`, Ctrl+C
 * comes more than once: all of them are waited for until the work has tidied up.
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  let interruption: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    interruption ??= signal;
    abort.abort();
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, interrupt);
  try {
    await work(abort.signal);
  } catch (error) {
    if (interruption === undefined) throw error;
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, interrupt);
  }
  if (interruption !== undefined) process.kill(process.pid, interruption);
}
