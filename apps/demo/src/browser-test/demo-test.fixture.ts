import { launchChromium } from '@flow-tooling/chromium';
import type { Browser, Page } from 'playwright-core';
import { test as base, expect, inject } from 'vitest';
import { guardPage, type PageGuard } from './page-guard.ts';

export type OpenOptions = {
  readonly language?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly touch?: boolean;
  /** Runs in the page before its own scripts: takes something from the browser that it has. */
  readonly before?: () => void;
};

/** Opens the built page at a hash such as `#/learn/jacobian`. */
export type Open = (hash: string, options?: OpenOptions) => Promise<Page>;

/**
 * A test with a real Chromium. Each page that it opens is guarded: at the end of the test there must have
 * been no complaint in the console, no request to another place and no broken formula. A test that provokes
 * a complaint takes it out of `guards`.
 */
export const demoTest = base.extend<{ browser: Browser; guards: PageGuard[]; open: Open }>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures are used from this pattern
    async ({}, use) => {
      const browser = await launchChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures are used from this pattern
  guards: async ({}, use) => use([]),
  open: async ({ browser, guards }, use) => {
    const pages: Page[] = [];
    await use(async (hash, options = {}) => {
      const page = await openPage(browser, inject('siteUrl') + hash, guards, options);
      pages.push(page);
      return page;
    });
    for (const guard of guards) {
      expect(guard.complaints).toEqual([]);
      expect(guard.foreignRequests).toEqual([]);
    }
    for (const page of pages) {
      expect(await page.locator('.katex-error').allTextContents()).toEqual([]);
      await page.context().close();
    }
  },
});

async function openPage(browser: Browser, url: string, guards: PageGuard[], options: OpenOptions) {
  const { language = 'en', theme = 'light', width = 1280, height = 900, touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: touch,
  });
  const page = await context.newPage();
  if (options.before !== undefined) await page.addInitScript(options.before);
  page.setDefaultTimeout(20_000);
  guards.push(guardPage(page, inject('siteUrl')));
  await page.goto(url);
  return page;
}
