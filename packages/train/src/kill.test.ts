import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { killAndResume } from './kill-and-resume.fixture.ts';
import { longRun, trainedWith } from './resumable-run.fixture.ts';

beforeAll(() => init());

it('a run that was killed five times ends with the bytes of one that ran through', async () => {
  const { bytes, killed } = await killAndResume([
    { way: 'step', at: 1 },
    { way: 'torn', at: 3 },
    { way: 'step', at: 6 },
    { way: 'torn', at: 5 },
    { way: 'step', at: 14 },
  ]);
  expect(killed).toBe(5);
  expect(bytes).toEqual((await trainedWith(longRun())).bytes);
});
