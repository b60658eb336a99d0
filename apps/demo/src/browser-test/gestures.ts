import type { Locator, Page } from 'playwright-core';

/** Drags a `DraggablePoint` with the mouse by pixels of the screen. */
export async function dragPoint(page: Page, testId: string, dx: number, dy: number): Promise<void> {
  const box = await settledBox(page.getByTestId(testId));
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

type Place = { readonly x: number; readonly y: number };

/** Draws from place to place with the mouse, in pixels of the screen. */
export async function drawByMouse(page: Page, [first, ...more]: readonly Place[]): Promise<void> {
  if (first === undefined) return;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of more) await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
}

/** Draws from place to place with a finger, in pixels of the screen. */
export async function drawByTouch(page: Page, places: readonly Place[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [i, place] of places.entries())
    await session.send('Input.dispatchTouchEvent', {
      type: i === 0 ? 'touchStart' : 'touchMove',
      touchPoints: [place],
    });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** Where an element is once what loads above it, formulas and other sections, moves it no more. */
export async function settledBox(element: Locator): Promise<Box> {
  await element.page().locator('.formula-pending').first().waitFor({ state: 'detached' });
  await element.scrollIntoViewIfNeeded();
  let box = await element.boundingBox();
  for (let rounds = 0; rounds < 100; rounds++) {
    await element.page().waitForTimeout(50);
    const next = await element.boundingBox();
    if (box !== null && next !== null && box.x === next.x && box.y === next.y) return next;
    box = next;
  }
  throw new Error(`${element} does not come to rest on the screen`);
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

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
