import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchProfile, type ProfiledChromium } from '@flow-tooling/chromium';
import type { Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stop, StoreKind } from './stores-page.fixture.ts';

let home: string;
let server: PreviewServer;
let url: string;
/** Of a run without checkpoints, in the same browser. */
let whole: number[];

/** Builds the page once and serves it from one address, to which the browser's storage belongs. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-stores-'));
  const outDir = join(home, 'site');
  const shared = {
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: { outDir },
  } as const;
  await build({
    ...shared,
    resolve: { conditions: ['@flow/source', 'module', 'browser', 'production'] },
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2022',
      lib: { entry: 'stores-page.fixture.ts', formats: ['es'], fileName: () => 'page.js' },
    },
  });
  await writeFile(
    join(outDir, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
  );
  server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } });
  url = server.resolvedUrls?.local[0] as string;
  whole = (await visit('plain', (page) => page.evaluate(() => storesPage.train(undefined)))).bytes;
});

afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true });
});

/** Starts a browser with a profile, opens the page, and closes both. */
async function visit<T>(
  profile: string,
  work: (page: Page, browser: ProfiledChromium) => Promise<T>,
): Promise<T> {
  const browser = await launchProfile(join(home, profile));
  try {
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(url);
    await page.waitForFunction(() => 'storesPage' in globalThis);
    const result = await work(page, browser);
    expect(complaints).toEqual([]);
    return result;
  } finally {
    await browser.context.close();
  }
}

const finish = (profile: string, kind: StoreKind) =>
  visit(profile, (page) => page.evaluate((store) => storesPage.train(store), kind));

/** Trains until the page calls for its death, or until some milliseconds have passed, which the browser then finds. */
const dieAt = (
  profile: string,
  kind: StoreKind,
  stop: Stop | { readonly way: 'time'; readonly at: number },
) =>
  visit(profile, async (page, browser) => {
    let die = () => {};
    const dead = new Promise<void>((resolve, reject) => {
      die = () => void browser.kill().then(resolve, reject);
    });
    await page.exposeFunction('callForDeath', die);
    const call = stop.way === 'time' ? undefined : stop;
    const run = page.evaluate(([store, when]) => storesPage.train(store, when), [kind, call] as const);
    if (stop.way === 'time') setTimeout(die, stop.at);
    const ended = run.then(
      () => Promise.reject(new Error('The run came to its end.')),
      () => dead,
    );
    await Promise.all([ended, dead]);
  });

describe.each(['opfs', 'indexedDb'] as const)('checkpoints in the browser: %s', (kind) => {
  it('a run whose browser was killed six times, twice in a write, ends with the bytes of one that ran through', async () => {
    const profile = `killed-${kind}`;
    await dieAt(profile, kind, { way: 'step', at: 10 });
    // Even writes are of the newest checkpoint, odd ones keep the one before.
    await dieAt(profile, kind, { way: 'write', at: 4 });
    await dieAt(profile, kind, { way: 'write', at: 3 });
    for (const at of [20, 50, 80]) await dieAt(profile, kind, { way: 'time', at });
    const { bytes, report } = await finish(profile, kind);
    expect(report.resumed?.from).toBe('checkpoint');
    expect(report.resumed?.step).toBeGreaterThanOrEqual(12);
    expect(bytes).toEqual(whole);
  });

  it('a run whose page was closed goes on in the next', async () => {
    const profile = `closed-${kind}`;
    await visit(profile, async (page) => {
      const reached = new Promise<void>((resolve) => {
        void page
          .exposeFunction('callForDeath', resolve)
          .then(() =>
            page
              .evaluate((store) => storesPage.train(store, { way: 'noticed', at: 40 }), kind)
              .catch(() => {}),
          );
      });
      await reached;
      await page.close();
    });
    const { bytes, report } = await finish(profile, kind);
    expect(report.resumed?.step).toBeGreaterThanOrEqual(39);
    expect(bytes).toEqual(whole);
  });

  it.each([
    ['cut', 'cut off'],
    ['bit', 'checksum'],
  ] as const)(
    'a checkpoint that is damaged (%s) gives way to the one before, and the report says so',
    async (how, reason) => {
      const profile = `${how}-${kind}`;
      await dieAt(profile, kind, { way: 'step', at: 20 });
      const { bytes, report } = await visit(profile, async (page) => {
        await page.evaluate(([store, way]) => storesPage.damage(store, 'checkpoint', way), [
          kind,
          how,
        ] as const);
        return page.evaluate((store) => storesPage.train(store), kind);
      });
      expect(report.resumed).toEqual({
        step: 15,
        from: 'checkpoint.previous',
        damaged: expect.stringContaining(reason),
      });
      expect(bytes).toEqual(whole);
    },
  );

  it('two damaged ones are refused with the reasons', async () => {
    const profile = `both-${kind}`;
    await dieAt(profile, kind, { way: 'step', at: 20 });
    const refusal = await visit(profile, (page) =>
      page.evaluate(async (store) => {
        await storesPage.damage(store, 'checkpoint', 'cut');
        await storesPage.damage(store, 'checkpoint.previous', 'bit');
        return storesPage.train(store).then(
          () => 'no refusal',
          (error: { code: string; message: string }) => `${error.code} ${error.message}`,
        );
      }, kind),
    );
    expect(refusal).toMatch(/^invalid-file .*checkpoint: .*cut off.*checkpoint\.previous: .*checksum/);
  });
});
