import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@flow-tooling/chromium';
import { build, preview } from 'vite';
import { expect, it } from 'vitest';
import { isRow } from '../row.ts';

const root = join(import.meta.dirname, '../..');
const configFile = join(root, 'vite.config.ts');

it('the page measures in a real Chromium and shows its rows', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'flow-bench-page-'));
  const shared = { configFile, logLevel: 'error', build: { outDir } } as const;
  await build({ ...shared, mode: 'production' });
  const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${server.resolvedUrls?.local[0]}?only=W2&seconds=0.01`);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Done.').waitFor({ timeout: 40_000 });
    const rows = await page.evaluate(() => (globalThis as { benchRows?: unknown[] }).benchRows);
    expect(errors).toEqual([]);
    expect(
      rows?.map((row) => isRow(row) && `${row.workload} ${row.metric} ${row.batch} ${row.subject}`),
    ).toEqual([
      'W2 train-step 64 flow',
      'W2 train-step 512 flow',
      'W2 sample 64 flow',
      'W2 sample 512 flow',
      'W2 logProb 64 flow',
      'W2 logProb 512 flow',
    ]);
    expect(await page.locator('tbody tr').count()).toBe(6);
  } finally {
    await browser.close();
    await server.close();
    await rm(outDir, { recursive: true });
  }
});
