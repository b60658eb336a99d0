// Pictures of the built page, to be looked at:
// node --conditions=@flow/source src/browser-test/take-screenshots.ts <folder> [jacobian ... playground]
// VIEWS=desktop-light-en,phone-dark-zh takes only these.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@flow-tooling/chromium';
import type { Browser, Page } from 'playwright-core';
import { sections } from '../learn/sections.ts';
import { serveSite } from './serve-site.ts';

const [folder = 'out/screenshots', ...chosen] = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : ['start', ...sections.map(({ id }) => id), 'playground'];
const STEPS_SHOWN = 800;
const wanted = process.env.VIEWS?.split(',');
const VIEWS = [
  { device: 'desktop', width: 1280, height: 900 },
  { device: 'phone', width: 360, height: 760 },
];

await mkdir(folder, { recursive: true });
const site = await serveSite();
const browser = await launchChromium();
for (const language of ['en', 'zh'] as const)
  for (const theme of ['light', 'dark'] as const)
    for (const view of VIEWS)
      if (wanted?.includes(`${view.device}-${theme}-${language}`) ?? true)
        await takeAll(browser, language, theme, view);
await browser.close();
await site.close();

async function takeAll(
  browser: Browser,
  language: 'en' | 'zh',
  theme: 'light' | 'dark',
  { device, width, height }: (typeof VIEWS)[number],
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  for (const name of names) {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    const isSection = name !== 'start' && name !== 'playground';
    await page.goto(`${site.url}#/${isSection ? `learn/${name}` : name === 'start' ? 'learn' : name}`);
    const part = isSection ? page.locator(`#${name}`) : page.locator('body');
    if (name !== 'start')
      await part.locator('.loading').first().waitFor({ state: 'detached', timeout: 20_000 });
    if (name === 'playground') await trainForAWhile(page);
    await page.addStyleTag({ content: '.header, .transport { position: static !important }' });
    await page.waitForTimeout(700);
    const path = join(folder, `${name}-${device}-${theme}-${language}.png`);
    if (isSection) await part.screenshot({ path });
    else await page.screenshot({ path, fullPage: name === 'playground' });
    await page.close();
  }
  await context.close();
}

/** A playground that has learned something is worth looking at. */
async function trainForAWhile(page: Page): Promise<void> {
  await page.getByTestId('train').click();
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-testid=steps]')?.getAttribute('data-value')) >= least,
    STEPS_SHOWN,
    { timeout: 60_000 },
  );
  await page.getByTestId('pause').click();
  await page.locator('[data-testid=state][data-state=paused]').waitFor();
}
