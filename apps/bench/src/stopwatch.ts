/** Collects the time from tick to tick. */
export type Stopwatch = {
  /** Ends one call and begins the next. @returns whether there should be another one */
  tick(): boolean;
  /** Of each timed call. */
  readonly milliseconds: readonly number[];
};

export type Pace = {
  /** Calls before this are not timed; one call never is. */
  readonly warmUpSeconds: number;
  /** Calls that are not timed, at least, where engines compile what is called often. */
  readonly warmUpCalls?: number;
  /** For the timed calls; one call always is. */
  readonly seconds: number;
};

/** Starts with its first tick, warms up, then times calls. @param now milliseconds */
export function createStopwatch(
  { warmUpSeconds, warmUpCalls = 1, seconds }: Pace,
  now: () => number = () => performance.now(),
): Stopwatch {
  const milliseconds: number[] = [];
  let [started, last, timedFrom, warmedUp] = [Number.NaN, Number.NaN, Number.NaN, 0];
  return {
    milliseconds,
    tick() {
      const at = now();
      if (Number.isNaN(started)) started = at;
      else if (!Number.isNaN(timedFrom)) milliseconds.push(at - last);
      else if (++warmedUp >= warmUpCalls && at - started >= 1000 * warmUpSeconds) timedFrom = at;
      last = at;
      return milliseconds.length === 0 || at - timedFrom < 1000 * seconds;
    },
  };
}

/** Times a call over and over. */
export async function timeCalls(pace: Pace, call: () => void | Promise<void>): Promise<readonly number[]> {
  const stopwatch = createStopwatch(pace);
  while (stopwatch.tick()) await call();
  return stopwatch.milliseconds;
}
