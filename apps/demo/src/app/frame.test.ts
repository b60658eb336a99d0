import { expect } from 'vitest';
import { seriousFindings } from '../browser-test/accessibility.ts';
import { demoTest } from '../browser-test/demo-test.fixture.ts';

demoTest('the language of the browser is the first, and a choice of another stays', async ({ open }) => {
  const page = await open('#/learn', { language: 'zh' });
  await page.getByRole('heading', { level: 1, name: '亲手学习归一化流' }).waitFor();
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('heading', { level: 1, name: 'Normalizing flows, by hand' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Normalizing flows, by hand' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
});

demoTest('a chosen theme wins over the system and stays', async ({ open }) => {
  const page = await open('#/learn', { theme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('radio', { name: 'Dark' }).check();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
});

demoTest('the keyboard reaches the content past the header', async ({ open }) => {
  const page = await open('#/learn');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
});

demoTest.for([
  ['light', 1280],
  ['dark', 360],
] as const)('no serious finding of axe-core in the frame: %s, %d px', async ([theme, width], { open }) => {
  const page = await open('#/learn', { theme, width });
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
