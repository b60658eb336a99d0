import { expect } from 'vitest';
import { seriousFindings } from '../browser-test/accessibility.ts';
import { demoTest } from '../browser-test/demo-test.fixture.ts';

demoTest(
  'a browser without WASM SIMD is told what it lacks, and the text stays readable',
  async ({ open }) => {
    const page = await open('#/learn/jacobian', {
      before: () => {
        WebAssembly.validate = () => false;
      },
    });
    const notice = page.locator('#jacobian').getByRole('alert');
    await notice.getByText('This browser cannot run the computations').waitFor();
    expect(await notice.getByRole('button', { name: 'Try again' }).isEnabled()).toBe(true);
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(9);
    expect(await seriousFindings(page, '#jacobian')).toEqual([]);
  },
);

demoTest('a second try starts the engine when the browser has become able to', async ({ open }) => {
  const page = await open('#/learn/jacobian', {
    before: () => {
      const validate = WebAssembly.validate;
      Object.assign(globalThis, { heal: () => Object.assign(WebAssembly, { validate }) });
      WebAssembly.validate = () => false;
    },
  });
  const notice = page.locator('#jacobian').getByRole('alert');
  await notice.waitFor();
  await page.evaluate('heal()');
  await notice.getByRole('button', { name: 'Try again' }).click();
  await page.getByTestId('jacobian-det').waitFor();
});
