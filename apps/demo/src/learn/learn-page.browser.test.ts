import { expect } from 'vitest';
import { demoTest } from '../browser-test/demo-test.fixture.ts';
import { sections } from './sections.ts';

/** Pixels between the top of the window and the section's heading. */
const topOf = (id: string) =>
  document.getElementById(`${id}-title`)?.getBoundingClientRect().top ?? Number.NaN;

demoTest.for([1280, 360])(
  'a link to a section leads to it, also when all above it loads: %d px',
  async (width, { open }) => {
    const page = await open('#/learn/composition', { width });
    await page.getByTestId('composition-total').waitFor();
    await page.waitForLoadState('networkidle');
    const top = await page.evaluate(topOf, 'composition');
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(300);
  },
);

demoTest('a click in the list of sections leads there, and back leads back', async ({ open }) => {
  const page = await open('#/learn');
  await page.getByRole('link', { name: /Change of variables/ }).click();
  await page.getByTestId('change-mass-x').waitFor();
  expect(await page.evaluate(topOf, 'change-of-variables')).toBeLessThan(300);
  await page.goBack();
  await page.waitForFunction(() => scrollY === 0);
});

demoTest('sections load only when the reader comes near', async ({ open }) => {
  const page = await open('#/learn');
  await page.getByTestId('jacobian-det').waitFor();
  const last = page.locator(`#${sections.at(-1)?.id}`);
  expect(await last.locator('.stage').count()).toBe(0);
  await last.scrollIntoViewIfNeeded();
  await last.locator('.stage').first().waitFor();
});
