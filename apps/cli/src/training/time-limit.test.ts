import { expect, it } from 'vitest';
import { timeLimit } from './time-limit.ts';

it('leaves time for what comes after training, and counts what came before', () => {
  expect(timeLimit(2, 10)).toMatchObject({ minutes: 2, seconds: 0.85 * 120 - 10 });
  expect(timeLimit(undefined, 10)).toBeUndefined();
});

it('ends a run that is late already at its first step', async () => {
  const limit = timeLimit(0.001, 60);
  await new Promise<void>((done) => limit?.signal.addEventListener('abort', () => done()));
  expect(limit?.signal.aborted).toBe(true);
});
