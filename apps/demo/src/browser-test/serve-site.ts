import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

const root = join(import.meta.dirname, '../..');
const configFile = join(root, 'vite.config.ts');

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built page is served, with a folder in the path: the build must run from any. */
    readonly siteUrl: string;
  }
}

/** Builds the page once for all tests and serves it; returns how to end that. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const site = await serveSite();
  provide('siteUrl', site.url);
  return site.close;
}

/** The built page, served from a folder below the host's root. */
export async function serveSite(): Promise<{ url: string; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'flow-demo-'));
  const shared = { configFile, logLevel: 'error', mode: 'production' } as const;
  await build({ ...shared, build: { outDir: join(home, 'some/folder') } });
  const server = await preview({
    ...shared,
    build: { outDir: home },
    preview: { host: '127.0.0.1', port: 0 },
  });
  return {
    url: `${server.resolvedUrls?.local[0]}some/folder/`,
    close: async () => {
      await server.close();
      await rm(home, { recursive: true });
    },
  };
}
