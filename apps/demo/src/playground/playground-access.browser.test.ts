import { expect } from 'vitest';
import { seriousFindings } from '../browser-test/accessibility.ts';
import { demoTest } from '../browser-test/demo-test.fixture.ts';
import { pressOn, setSlider } from '../browser-test/gestures.ts';
import { readNumber } from '../browser-test/read-numbers.ts';
import { SMALL_QUERY, trainToEnd, untilState } from './drive-playground.fixture.ts';

demoTest.for([
  ['light', 1280, 'en', 'two-moons'],
  ['dark', 360, 'zh', 'two-moons'],
  ['light', 360, 'en', 'painted'],
] as const)(
  'no serious finding of axe-core and nothing wider than the screen: %s, %d px, %s, %s',
  async ([theme, width, language, density], { open }) => {
    const page = await open(`#/playground?${SMALL_QUERY}&steps=20`, { theme, width, language });
    await untilState(page, 'ready');
    await page.getByTestId(`density-${density}`).check();
    await trainToEnd(page);
    expect(await seriousFindings(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  },
);

demoTest(
  'a setting changes the run and the address; one that makes no sense is not taken',
  async ({ open }) => {
    const page = await open(`#/playground?${SMALL_QUERY}&steps=20`);
    await untilState(page, 'ready');
    await setSlider(page, 'setting-couplings', 2);
    await untilState(page, 'ready');
    await expect.poll(() => page.getByTestId('journey-stop').getAttribute('max')).toBe('2');
    expect(new URL(page.url()).hash).toContain('couplings=2');
    const seed = page.getByTestId('setting-seed');
    await seed.fill('-4');
    await seed.press('Enter');
    expect(await seed.getAttribute('aria-invalid')).toBe('true');
    expect(await readNumber(page, 'setting-seed')).toBe(3);
    await seed.fill('12');
    await seed.press('Enter');
    expect(await readNumber(page, 'setting-seed')).toBe(12);
  },
);

demoTest('the layers are walked by keyboard, and their log-determinants add up', async ({ open }) => {
  const page = await open(`#/playground?${SMALL_QUERY}&steps=40`);
  await trainToEnd(page);
  await pressOn(page, 'journey-stop', 'Home');
  expect(await readNumber(page, 'journey-sum')).toBe(0);
  let sum = 0;
  for (let stop = 1; stop <= 4; stop++) {
    await pressOn(page, 'journey-stop', 'ArrowRight');
    sum += await readNumber(page, 'journey-logdet');
    expect(await readNumber(page, 'journey-sum')).toBeCloseTo(sum, 6);
  }
  expect(Math.abs(sum)).toBeGreaterThan(0.1);
});
