import type { Browser, Page } from 'playwright-core';

/** What the page notes about itself while it is measured. */
type Notes = { delays: number[]; toFrame: number[]; firstTimes: Record<string, number> };
type Noting = typeof globalThis & { benchNotes: Notes };

const EVENTS_MS = 90;

/** Milliseconds from the start of the visit, with an empty cache, until an element is there. */
export async function timeUntil(browser: Browser, url: string, selector: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(noteFirst, selector);
  await page.goto(url);
  await page.locator(selector).first().waitFor({ state: 'attached' });
  const time = await page.evaluate(
    (wanted) => (globalThis as Noting).benchNotes.firstTimes[wanted],
    selector,
  );
  await context.close();
  return Number(time);
}

export type TrainingFigures = {
  readonly stepsPerSecond: number;
  /** From each key or click to the first line of its handling. */
  readonly delays: readonly number[];
  /** From each key or click to the frame after it. */
  readonly toFrame: readonly number[];
};

/** Trains for a while, with or without somebody at the keys. */
export async function measureTraining(
  browser: Browser,
  url: string,
  seconds: number,
  hasHands: boolean,
): Promise<TrainingFigures> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(noteEvents);
  await page.goto(url);
  await page.locator('[data-testid=state][data-state=ready]').waitFor();
  await page.getByTestId('train').click();
  await page.waitForTimeout(1000);
  const begin = await stepsNow(page);
  const end = begin.time + 1000 * seconds;
  if (hasHands) await playUntil(page, end);
  else await page.waitForTimeout(1000 * seconds);
  const last = await stepsNow(page);
  const notes = await page.evaluate(() => (globalThis as Noting).benchNotes);
  await context.close();
  return {
    stepsPerSecond: (1000 * (last.step - begin.step)) / (last.time - begin.time),
    delays: notes.delays,
    toFrame: notes.toFrame,
  };
}

/** Walks through the layers and clicks about, as a reader would. */
async function playUntil(page: Page, end: number): Promise<void> {
  const slider = page.getByTestId('journey-stop');
  await slider.focus();
  for (let i = 0; ; i++) {
    await page.keyboard.press(i % 20 < 10 ? 'ArrowLeft' : 'ArrowRight');
    await page.waitForTimeout(EVENTS_MS);
    if (i % 10 === 9) await page.mouse.click(640, 120);
    if (i % 10 === 9) await slider.focus();
    if ((await page.evaluate(() => performance.now())) > end) return;
  }
}

function stepsNow(page: Page): Promise<{ step: number; time: number }> {
  return page.evaluate(() => ({
    step: Number(document.querySelector('[data-testid=steps]')?.getAttribute('data-value')),
    time: performance.now(),
  }));
}

/** Runs in the page, before it loads. */
function noteFirst(selector: string): void {
  const notes: Notes = { delays: [], toFrame: [], firstTimes: {} };
  Object.assign(globalThis, { benchNotes: notes });
  const look = () => {
    if (document.querySelector(selector) !== null) notes.firstTimes[selector] ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Runs in the page, before it loads. */
function noteEvents(): void {
  const notes: Notes = { delays: [], toFrame: [], firstTimes: {} };
  Object.assign(globalThis, { benchNotes: notes });
  const note = ({ timeStamp }: Event) => {
    notes.delays.push(performance.now() - timeStamp);
    requestAnimationFrame(() => notes.toFrame.push(performance.now() - timeStamp));
  };
  for (const type of ['keydown', 'pointerdown']) addEventListener(type, note, { capture: true });
}
