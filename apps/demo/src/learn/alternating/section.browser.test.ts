import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoTest, type Open } from '../../browser-test/demo-test.fixture.ts';
import { pressOn } from '../../browser-test/gestures.ts';
import { readNumber } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { type ContestOptions, createContest } from './contest.ts';

/** For a machine that does other things as well. */
const WAIT = { timeout: 20_000 };

const openReady = async (open: Open, options: Parameters<Open>[1] = {}) => {
  const page = await open('#/learn/alternating', options);
  await page.getByTestId('alternating-steps').waitFor();
  return page;
};

const waitForSteps = (page: Page, steps: number) =>
  expect.poll(() => readNumber(page, 'alternating-steps'), { timeout: 60_000 }).toBeGreaterThanOrEqual(steps);

/** Trains the same flows for as many steps here, and compares. */
async function expectSameTraining(page: Page, options: ContestOptions) {
  const contest = await createContest(options);
  contest.train(await readNumber(page, 'alternating-steps'));
  const { alternating, frozen } = contest.look();
  const { limits } = contest.facts;
  contest.dispose();
  // The same seed gives the same bits: the worker and this process run the same kernels.
  expect(await readNumber(page, 'alternating-nll')).toBe(alternating.nll);
  expect(await readNumber(page, 'frozen-nll')).toBe(frozen.nll);
  expect(await readNumber(page, 'alternating-limit-any')).toBeCloseTo(limits.any, 12);
  expect(await readNumber(page, 'alternating-limit-frozen')).toBeCloseTo(limits.frozen, 12);
  return { alternating, frozen, limits };
}

describe('alternating the roles', () => {
  demoTest('pauses, goes on, and has trained as this process trains', async ({ open }) => {
    const page = await openReady(open);
    await page.getByTestId('alternating-train').click();
    await waitForSteps(page, 40);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Train 500 steps' }).waitFor();
    const paused = await readNumber(page, 'alternating-steps');
    expect(paused).toBeLessThan(500);
    await pressOn(page, 'alternating-train', 'Enter');
    await waitForSteps(page, paused + 60);
    await pressOn(page, 'alternating-train', 'Enter');
    await page.getByRole('button', { name: 'Train 500 steps' }).waitFor();
    const { alternating, frozen, limits } = await expectSameTraining(page, {
      data: 'eight-gaussians',
      seed: 1,
    });
    expect(alternating.nll).toBeLessThan(frozen.nll);
    expect(frozen.nll).toBeGreaterThan(limits.frozen - 0.03);
  });

  demoTest('begins again, and with other data', async ({ open }) => {
    const page = await openReady(open);
    await page.getByTestId('alternating-train').click();
    await waitForSteps(page, 20);
    await page.getByTestId('alternating-reset').click();
    await expect.poll(() => readNumber(page, 'alternating-steps'), WAIT).toBe(0);
    await page.getByTestId('alternating-data').getByLabel('Two moons').check();
    await expect
      .poll(() => readNumber(page, 'alternating-limit-any').catch(() => 0), WAIT)
      .toBeGreaterThan(1.5);
    await expectSameTraining(page, { data: 'two-moons', seed: 1 });
  });

  demoTest('says so when the worker dies, and starts another', async ({ open }) => {
    const page = await openReady(open);
    await page.getByTestId('alternating-train').click();
    await waitForSteps(page, 20);
    await page.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed by a test');
      });
    });
    await page.getByText('killed by a test').waitFor();
    await page.getByTestId('alternating-again').click();
    await expect.poll(() => readNumber(page, 'alternating-steps').catch(() => -1), WAIT).toBe(0);
    await page.getByTestId('alternating-train').click();
    await waitForSteps(page, 20);
  });

  testSectionAccess('alternating', (page) => page.getByTestId('alternating-steps').waitFor());
});
