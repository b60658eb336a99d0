import { expect, it } from 'vitest';
import { createStopwatch } from './stopwatch.ts';

it('counts steps a second of the time in which it runs', () => {
  let time = 0;
  const watch = createStopwatch(() => time);
  expect(watch.rate()).toBe(0);
  watch.start();
  for (let step = 0; step < 10; step++) {
    time += 100;
    watch.count();
  }
  expect(watch.rate()).toBe(10);
  watch.stop();
  time += 60_000;
  expect(watch.rate()).toBe(10);
  watch.start();
  for (let step = 0; step < 20; step++) {
    time += 50;
    watch.count();
  }
  expect(watch.rate()).toBe(20);
});
