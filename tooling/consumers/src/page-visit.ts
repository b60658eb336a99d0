import type { Browser, Page } from 'playwright-core';

/** What a page did, seen from outside. */
export type Visit = {
  /** What the example printed; `error` where it threw. */
  readonly outcome: { readonly printed?: string; readonly error?: string; readonly isolated: boolean };
  /** Errors in the console; an uncaught one rejects the visit. */
  readonly errors: readonly string[];
  /** Addresses outside the page's own host that were asked for. */
  readonly foreignRequests: readonly string[];
};

/** The headers that make a page cross-origin isolated. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Opens a page and waits until its example has run. */
export async function visitPage(browser: Browser, address: string): Promise<Visit> {
  const page = await browser.newPage();
  try {
    return await watch(page, address);
  } finally {
    await page.close();
  }
}

async function watch(page: Page, address: string): Promise<Visit> {
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== new URL(address).origin)
      foreignRequests.push(request.url());
  });
  const failed = page.waitForEvent('pageerror', { timeout: 0 }).then((error) => Promise.reject(error));
  failed.catch(() => {}); // it also rejects when the page is closed in the end
  await page.goto(address);
  const outcome = await Promise.race([
    page.waitForFunction(readOutcome, undefined, { timeout: 120_000 }),
    failed,
  ]);
  return { outcome: (await outcome.jsonValue()) as Visit['outcome'], errors, foreignRequests };
}

/** Runs inside the page. */
const readOutcome = () => (globalThis as { outcome?: Visit['outcome'] }).outcome;
