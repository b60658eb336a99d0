import { expect, it } from 'vitest';
import { twoAtATime } from './two-at-a-time.ts';

it('does every job once, never more than two together', async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await twoAtATime([1, 2, 3, 4, 5], async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('begins no job after one has failed, and waits for the one that runs', async () => {
  const begun: number[] = [];
  let ended = 0;
  const jobs = twoAtATime([1, 2, 3, 4], async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('no');
    for (let i = 0; i < 10; i++) await Promise.resolve();
    ended += 1;
  });
  await expect(jobs).rejects.toThrow('no');
  expect({ begun, ended }).toEqual({ begun: [1, 2], ended: 1 });
});
