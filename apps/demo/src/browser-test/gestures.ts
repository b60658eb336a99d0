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

/**
 * Where an element is once a hand can get at it: formulas and sections around it have loaded, it rests and its
 * middle lies within the window.
 */
export async function settledBox(element: Locator): Promise<Box> {
  const page = element.page();
  // The page holds to the section of its address until the reader does something: a turn of the wheel.
  await page.mouse.wheel(0, 1);
  let box: Box | undefined;
  for (let rounds = 0; rounds < 200; rounds++) {
    await page.locator('.formula-pending, .loading').first().waitFor({ state: 'detached' });
    await element.scrollIntoViewIfNeeded();
    const next = await element.evaluate(visibleBox);
    if (box !== undefined && next !== undefined && box.x === next.x && box.y === next.y) return next;
    box = next;
    await page.waitForTimeout(50);
  }
  throw new Error(`${element} does not come to rest on the screen`);
}

/** Where an element is, if its middle is on the screen. Runs in the page. */
function visibleBox(element: SVGElement | HTMLElement): Box | undefined {
  const { x, y, width, height } = element.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) ? { x, y, width, height } : undefined;
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
