/** Counts steps a second of the time in which it runs. */
export type Stopwatch = {
  start(): void;
  stop(): void;
  count(): void;
  /** Over the last second or so; 0 before anything was counted. */
  rate(): number;
};

const WINDOW_MS = 1000;

export function createStopwatch(now: () => number): Stopwatch {
  let startedAt: number | undefined;
  let [passed, counted, known] = [0, 0, 0];
  const elapsed = () => passed + (startedAt === undefined ? 0 : now() - startedAt);
  return {
    start() {
      startedAt ??= now();
    },
    stop() {
      passed = elapsed();
      startedAt = undefined;
    },
    count() {
      counted += 1;
    },
    rate() {
      const time = elapsed();
      if (counted > 0 && (known === 0 || time >= WINDOW_MS)) known = (counted / Math.max(time, 1)) * 1000;
      if (time >= WINDOW_MS) {
        [passed, counted] = [0, 0];
        if (startedAt !== undefined) startedAt = now();
      }
      return known;
    },
  };
}
