import { expect, it } from 'vitest';
import { createStopwatch, type Pace, timeCalls } from './stopwatch.ts';

/** Ticks at the given milliseconds until the stopwatch has enough. @returns how many ticks it took */
function tickAt(times: readonly number[], pace: Pace) {
  let at = 0;
  const stopwatch = createStopwatch(pace, () => times[at++] ?? Number.NaN);
  while (stopwatch.tick());
  return { ticks: at, milliseconds: stopwatch.milliseconds };
}

it('leaves out the first call and those of the warm-up, then times until the seconds are over', () => {
  const times = [1000, 1040, 1100, 1130, 1170, 1190, 1300];
  expect(tickAt(times, { warmUpSeconds: 0.1, seconds: 0.07 })).toEqual({ ticks: 5, milliseconds: [30, 40] });
});

it('leaves out as many calls as it is told to', () => {
  const times = [1000, 1040, 1100, 1130, 1170, 1300];
  const pace = { warmUpSeconds: 0.01, warmUpCalls: 3, seconds: 0.01 };
  expect(tickAt(times, pace)).toEqual({ ticks: 5, milliseconds: [40] });
});

it('times one call at least, however slow', () => {
  expect(tickAt([0, 5000, 9000], { warmUpSeconds: 0, seconds: 0.001 })).toEqual({
    ticks: 3,
    milliseconds: [4000],
  });
});

it('calls as often as it times, and once more to begin with', async () => {
  let calls = 0;
  const times = await timeCalls({ warmUpSeconds: 0, seconds: 0.001 }, () => {
    calls += 1;
  });
  expect(calls).toBe(times.length + 1);
});
