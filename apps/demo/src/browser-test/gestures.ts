import type { Page } from 'playwright-core';

/** Drags a `DraggablePoint` with the mouse by pixels of the screen. */
export async function dragPoint(page: Page, testId: string, dx: number, dy: number): Promise<void> {
  const handle = page.getByTestId(testId);
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  if (box === null) throw new Error(`${testId} is not on the screen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

/** Sets a `Slider` as a drag would, with its event. */
export async function setSlider(page: Page, testId: string, value: number): Promise<void> {
  await page.getByTestId(testId).fill(String(value));
}

/** Presses a key several times on an element. */
export async function pressOn(page: Page, testId: string, key: string, times = 1): Promise<void> {
  const element = page.getByTestId(testId);
  await element.focus();
  for (let i = 0; i < times; i++) await element.press(key);
}
