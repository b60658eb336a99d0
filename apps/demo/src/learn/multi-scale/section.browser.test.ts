import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { demoTest, type Open } from '../../browser-test/demo-test.fixture.ts';
import { pressOn, setSlider } from '../../browser-test/gestures.ts';
import { readMatrix, readNumber } from '../../browser-test/read-numbers.ts';
import { testSectionAccess } from '../../browser-test/section-access.fixture.ts';
import { BRIGHTEST, createDigitFlow, type DigitWish } from './digit-flow.ts';

/** For a machine that does other things as well. */
const WAIT = { timeout: 20_000 };

const START: DigitWish = { digit: 0, seed: 1, temperature: 0.8 };

const openReady = async (open: Open, options: Parameters<Open>[1] = {}) => {
  const page = await open('#/learn/multi-scale', options);
  await page.getByTestId('scales-steps').waitFor();
  return page;
};

const waitForSteps = (page: Page, steps: number) =>
  expect.poll(() => readNumber(page, 'scales-steps'), { timeout: 60_000 }).toBeGreaterThanOrEqual(steps);

/** The grey levels of a digit on the page, as they are painted. */
const readDigit = (page: Page, testId: string) =>
  page.getByTestId(testId).evaluate((canvas) => {
    const copy = document.createElement('canvas').getContext('2d');
    copy?.drawImage(canvas as HTMLCanvasElement, 0, 0);
    return [...(copy?.getImageData(0, 0, 8, 8).data ?? [])].filter((_, i) => i % 4 === 0);
  });

const painted = (digit: Float32Array) => Array.from(digit, (value) => Math.round((255 * value) / BRIGHTEST));

/** Trains the same flow for as many steps here, and compares numbers and pictures. */
async function expectSameView(page: Page, wish: DigitWish) {
  const flow = await createDigitFlow({ seed: 1 });
  flow.train(await readNumber(page, 'scales-steps'));
  const view = flow.look(wish);
  flow.dispose();
  // The same seed gives the same bits: the worker and this process run the same kernels.
  await expect.poll(() => readNumber(page, 'scales-change-0'), WAIT).toBe(view.levels[0]?.meanChange);
  expect(await readNumber(page, 'scales-bits')).toBe(view.bitsPerDim);
  expect(await readDigit(page, 'scales-original')).toEqual(painted(view.digit));
  for (const [level, { versions, meanChange }] of view.levels.entries()) {
    expect(await readNumber(page, `scales-change-${level}`)).toBe(meanChange);
    expect(await readDigit(page, `scales-version-${level}-2`)).toEqual(painted(versions[2] as Float32Array));
  }
  return view;
}

describe('squeeze and split', () => {
  demoTest('go step by step, in the order of Glow', async ({ open }) => {
    const page = await openReady(open);
    expect(await readMatrix(page, 'scales-squeezed', 4, 4)).toEqual([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
      [9, 10, 13, 14],
      [11, 12, 15, 16],
    ]);
    expect(await page.getByTestId('scales-stays-0-0').count()).toBe(0);
    await pressOn(page, 'scales-next', 'Enter', 3);
    await page.getByText('Step 5 of 5').waitFor();
    expect(await readMatrix(page, 'scales-stays', 4, 2)).toEqual([
      [1, 2],
      [3, 4],
      [9, 10],
      [11, 12],
    ]);
    expect(await readMatrix(page, 'scales-leaves', 4, 2)).toEqual([
      [5, 6],
      [7, 8],
      [13, 14],
      [15, 16],
    ]);
    expect(await readMatrix(page, 'scales-latent', 2, 8)).toEqual([
      [1, 3, 9, 11, 2, 4, 10, 12],
      [5, 6, 7, 8, 13, 14, 15, 16],
    ]);
    await page.getByTestId('scales-order').getByLabel('Space to depth').check();
    await expect
      .poll(() => readMatrix(page, 'scales-coarsest', 1, 8), WAIT)
      .toEqual([[1, 2, 3, 4, 9, 10, 11, 12]]);
    expect(await readNumber(page, 'scales-log-det')).toBe(0);
    await page.getByTestId('scales-next').click();
    await page.getByText('Step 1 of 5').waitFor();
    expect(await page.getByTestId('scales-squeezed-0-0').count()).toBe(0);
  });

  demoTest('bring out the number that is followed, at each step', async ({ open }) => {
    const page = await openReady(open);
    await setSlider(page, 'scales-follow', 7);
    await expect.poll(() => page.locator('.planes-followed').allTextContents(), WAIT).toEqual(['7', '7']);
  });
});

describe('the levels of a latent', () => {
  demoTest('are drawn anew one by one, as this process draws them', async ({ open }) => {
    const page = await openReady(open);
    await page.getByTestId('scales-train').click();
    await waitForSteps(page, 60);
    await page.getByTestId('scales-train').click();
    await page.getByRole('button', { name: 'Train 500 steps' }).waitFor();
    const first = await expectSameView(page, START);
    expect(first.bitsPerDim).toBeLessThan(3.2);
    await page.getByTestId('scales-digit').click();
    await page.getByTestId('scales-redraw').click();
    await setSlider(page, 'scales-temperature', 0.5);
    await expectSameView(page, { digit: START.digit + 1, seed: START.seed + 1, temperature: 0.5 });
  });

  demoTest('a worker that dies is replaced', async ({ open }) => {
    const page = await openReady(open);
    for (const worker of page.workers()) {
      await worker.evaluate(() => {
        setTimeout(() => {
          throw new Error('killed by a test');
        });
      });
    }
    await page.locator('#multi-scale').getByText('killed by a test').waitFor();
    await page.getByTestId('scales-again').click();
    await expect.poll(() => readNumber(page, 'scales-steps').catch(() => -1), WAIT).toBe(0);
    await page.getByTestId('scales-train').click();
    await waitForSteps(page, 10);
  });
});

describe('multi-scale', () =>
  testSectionAccess('multi-scale', async (page) => {
    await page.getByTestId('scales-steps').waitFor();
    await pressOn(page, 'scales-next', 'Enter', 3);
  }));
