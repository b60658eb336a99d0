import { breathe } from './breathe.ts';

/** Keeps the time of a run, and lets the event loop breathe in it. */
export type Pacer = {
  /** Counts a step and says how fast it goes. */
  after(rows: number): { readonly rowsPerSecond: number; readonly secondsLeft: number | undefined };
  /** Gives way to timers, signals and input about every 20 ms. */
  rest(): Promise<void>;
  seconds(): number;
};

const BREATH_MS = 20;

export function createPacer(steps: number | undefined): Pacer {
  const start = performance.now();
  let rested = start;
  let [done, rows] = [0, 0];
  const seconds = () => (performance.now() - start) / 1000;
  return {
    after(batchRows) {
      done += 1;
      rows += batchRows;
      const passed = seconds();
      const secondsLeft = steps === undefined ? undefined : (passed / done) * Math.max(0, steps - done);
      return { rowsPerSecond: rows / passed, secondsLeft };
    },
    async rest() {
      if (performance.now() - rested < BREATH_MS) return;
      await breathe();
      rested = performance.now();
    },
    seconds,
  };
}
