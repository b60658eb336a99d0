import { createRng, init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { type Death, killAndResume } from './kill-and-resume.fixture.ts';
import { longRun, trainedWith } from './resumable-run.fixture.ts';

beforeAll(() => init());

/** Ten deaths at moments that a seed draws: a clock's, a step's, in the middle of a checkpoint's write. */
function deathsOf(seed: number): Death[] {
  const rng = createRng(seed);
  const [at, ways] = [rng.integers(10, 0, 16), rng.integers(10, 0, 3)];
  return Array.from(at, (moment, i) => {
    const way = (['step', 'time', 'torn'] as const)[ways[i] as number] as Death['way'];
    return { way, at: way === 'time' ? 4 * moment : 1 + moment };
  });
}

it.each([1, 2, 3, 4, 5])(
  'ten processes killed at moments drawn by seed %d leave the same model',
  async (seed) => {
    const { bytes, killed } = await killAndResume(deathsOf(seed));
    expect(bytes).toEqual((await trainedWith(longRun())).bytes);
    expect(killed).toBe(10);
  },
);
