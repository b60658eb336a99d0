import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '@flow-tooling/chromium';
import { build, preview } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from './repository.ts';

const NAMED_BLOCK = /^```js (\S+\.js)\n(.*?)^```/gms;
const folder = join(import.meta.dirname, '../out/worker-guide');
const guide = read('docs/guides/in-a-worker.md');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [, name = '', code = ''] of guide.matchAll(NAMED_BLOCK)) writeFileSync(join(folder, name), code);
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="./page.js"></script>');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page and the worker of the guide, built by Vite, print what it says in Chromium', async () => {
  const expected = /page\.js\n.*?^```text\n(.*?)^```/ms.exec(guide)?.[1]?.trimEnd().split('\n');
  const conditions = ['@flow/source', 'module', 'browser', 'import', 'default'];
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions },
    build: { target: 'es2022' },
  });
  const server = await preview({ root: folder, configFile: false, logLevel: 'error', preview: { port: 0 } });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await expect.poll(() => lines.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    expect(lines).toEqual(expected);
  } finally {
    await browser.close();
    await server.close();
  }
});
