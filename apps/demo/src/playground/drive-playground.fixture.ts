import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** A small run that is over in a second or two. */
export const SMALL_QUERY = 'couplings=4&width=16&depth=1&batch=64&seed=3';

/** Waits for a state of the run. */
export async function untilState(page: Page, state: string): Promise<void> {
  await page.locator(`[data-testid=state][data-state=${state}]`).waitFor();
}

/** Waits until so many steps are taken. */
export async function untilStep(page: Page, step: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-testid=steps]')?.getAttribute('data-value')) >= least,
    step,
  );
}

/** Trains from the ready state to the last step. */
export async function trainToEnd(page: Page): Promise<void> {
  await untilState(page, 'ready');
  await page.getByTestId('train').click();
  await untilState(page, 'finished');
}

/** The bytes that a button hands to the reader as a file. */
export async function fileFrom(page: Page, button: string): Promise<Buffer> {
  const coming = page.waitForEvent('download');
  await page.getByTestId(button).click();
  return readFile(await (await coming).path());
}

/** The pixels of a picture. */
export function pixelsOf(page: Page, testId: string): Promise<string> {
  return page.getByTestId(testId).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}
