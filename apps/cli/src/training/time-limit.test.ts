import { expect, it } from 'vitest';
import { timeLimit } from './time-limit.ts';

it('leaves time for what comes after training, and counts what came before', () => {
  const limit = timeLimit(2, 10);
  expect(limit).toMatchObject({ minutes: 2, seconds: 0.85 * 120 - 10 });
  limit?.release();
  expect(timeLimit(undefined, 10)).toBeUndefined();
});

it('ends a run that is late already at its first step', async () => {
  const limit = timeLimit(0.001, 60);
  await new Promise<void>((done) => limit?.signal.addEventListener('abort', () => done()));
  expect(limit?.signal.aborted).toBe(true);
});

it('does not end a run that was over before', async () => {
  const limit = timeLimit(0.001, 0);
  limit?.release();
  await new Promise((done) => setTimeout(done, 80));
  expect(limit?.signal.aborted).toBe(false);
});
