import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { demoTest } from '../browser-test/demo-test.fixture.ts';

const MOST_KILOBYTES = 250;

/** WASM travels inside scripts of its own, as text; it is not counted. */
const HOLDS_WASM = /\/(stock-binary|kernels-(portable|relaxed))-[^/]*\.js$/;

async function gzippedKilobytes(url: string): Promise<number> {
  const response = await fetch(url);
  return gzipSync(Buffer.from(await response.arrayBuffer())).length / 1000;
}

demoTest('the first view, with its section at work, needs less than 250 kB of script', async ({ open }) => {
  const page = await open('#/learn');
  await page.getByTestId('jacobian-det').waitFor();
  await page.locator('#jacobian .katex').first().waitFor();
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const scripts = loaded.filter((url) => url.endsWith('.js'));
  const counted = scripts.filter((url) => !HOLDS_WASM.test(url));
  expect(counted.length).toBeLessThan(scripts.length);
  const sizes = await Promise.all(counted.map(gzippedKilobytes));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(50);
  expect(total).toBeLessThan(MOST_KILOBYTES);
});
