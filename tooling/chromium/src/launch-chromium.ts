import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import bundled from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/**
 * Starts a real Chromium: the one inside an npm package on Linux x64, the installed Chrome elsewhere. The
 * package's own arguments are left out, because they end cross-origin isolation.
 */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch(await whichChromium());
}

/** A Chromium with a profile: what its pages store is there again when it starts anew. @param folder of the profile */
export async function launchProfile(folder: string): Promise<ProfiledChromium> {
  const context = await chromium.launchPersistentContext(folder, await whichChromium());
  const session = await (context.browser() as Browser).newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const { id } = processInfo.find(({ type }) => type === 'browser') as { id: number };
  return {
    context,
    async kill() {
      const gone = new Promise((resolve) => context.once('close', resolve));
      process.kill(id, 'SIGKILL');
      await gone;
    },
  };
}

export type ProfiledChromium = {
  readonly context: BrowserContext;
  /** Ends its process by SIGKILL, whatever its pages do. */
  kill(): Promise<void>;
};

async function whichChromium() {
  const isBundled = process.platform === 'linux' && process.arch === 'x64';
  const which = isBundled ? { executablePath: await unpackOnce() } : { channel: 'chrome' };
  return { ...which, args: ['--no-sandbox'] };
}

/**
 * The package unpacks into the temporary folder and takes any file called `chromium` there for its own. So
 * it gets a temporary folder of its own, which appears under its final name when it is complete.
 */
async function unpackOnce(): Promise<string> {
  const home = join(root, 'node_modules/.cache', `chromium-${bundledVersion()}`);
  const executable = join(home, 'chromium');
  if (existsSync(executable)) return executable;
  await mkdir(dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-`);
  await withTemporaryFolder(draft, () => bundled.executablePath());
  await rename(draft, home).catch(async (error: unknown) => {
    await rm(draft, { recursive: true });
    if (!existsSync(executable)) throw error;
  });
  return executable;
}

function bundledVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function withTemporaryFolder(folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
