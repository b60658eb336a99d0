import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { demoTest } from './demo-test.fixture.ts';

/** A wide light page and a phone in the dark: between them both languages, both themes, both layouts. */
const PAGES = [
  { language: 'en', theme: 'light', width: 1280 },
  { language: 'zh', theme: 'dark', width: 360 },
] as const;

/** Tests that a section of the Learn page, once `ready`, has no serious finding of axe-core and fits. */
export function testSectionAccess(section: string, ready: (page: Page) => Promise<unknown>): void {
  demoTest.for(PAGES)(
    'has no serious finding in $language, $theme, $width px, and fits',
    async (options, { open }) => {
      const page = await open(`#/learn/${section}`, options);
      await ready(page);
      expect(await seriousFindings(page, `#${section}`)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    },
  );
}
