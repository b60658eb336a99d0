import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { demoTest } from '../browser-test/demo-test.fixture.ts';
import { settledBox } from '../browser-test/gestures.ts';
import { readNumber } from '../browser-test/read-numbers.ts';
import { SMALL_QUERY, trainToEnd, untilState } from './drive-playground.fixture.ts';

/** One stroke over the canvas. */
async function drag(page: Page, steps: number): Promise<void> {
  const box = await settledBox(page.getByTestId('paint-board'));
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 150, { steps });
  await page.mouse.up();
}

const count = async (page: Page) => Number(await page.getByTestId('paint-board').getAttribute('data-points'));

demoTest(
  'points are painted with the mouse, learned without a KL, and kept in the link',
  async ({ open }) => {
    const page = await open(`#/playground?${SMALL_QUERY}&steps=40`);
    await untilState(page, 'ready');
    await page.getByTestId('density-painted').check();
    await page.getByTestId('paint-clear').click();
    await page.getByText('Paint at least 20 points').waitFor();
    expect(await page.getByTestId('train').isDisabled()).toBe(true);
    await drag(page, 12);
    const painted = await count(page);
    expect(painted).toBeGreaterThan(80);
    await trainToEnd(page);
    expect(await page.getByTestId('kl').count()).toBe(0);
    expect(Number.isFinite(await readNumber(page, 'nll'))).toBe(true);
    const again = await open(new URL(page.url()).hash);
    await trainToEnd(again);
    expect(await count(again)).toBe(painted);
    expect(await readNumber(again, 'nll')).toBe(await readNumber(page, 'nll'));
  },
);

demoTest('points are painted by keyboard, and taken back', async ({ open }) => {
  const page = await open(`#/playground?${SMALL_QUERY}&density=painted`);
  const board = page.getByTestId('paint-board');
  await board.focus();
  expect(await count(page)).toBe(0);
  for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'Space', 'ArrowUp', 'Space'])
    await board.press(key);
  expect(await count(page)).toBe(24);
  await board.press('Backspace');
  expect(await count(page)).toBe(16);
});

demoTest('a link that would be too long is refused with the reason', async ({ open }) => {
  const page = await open(`#/playground?${SMALL_QUERY}&density=painted`);
  await untilState(page, 'opening');
  await drag(page, 220);
  expect(await count(page)).toBeGreaterThan(1500);
  await page.getByTestId('copy-link').click();
  await page.getByText('A link carries at most 1,500 painted points').waitFor();
});
