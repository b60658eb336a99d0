import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build as buildByEsbuild } from 'esbuild';
import { build as buildByVite, createServer } from 'vite';
import webpack, { type Stats } from 'webpack';
import type { Served } from './static-server.ts';

/** What a bundler calls the program of the page. */
const ENTRY = 'run-in-page.js';

/** Builds a project for production, as `vite build` does without a configuration. @returns where to */
export async function viteBuild(folder: string): Promise<string> {
  const outDir = join(folder, 'dist-vite');
  const output = { outDir, emptyOutDir: true };
  await buildByVite({
    root: folder,
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    build: output,
  });
  return outDir;
}

/** Serves a project as `vite` does without a configuration, on a free port. */
export async function viteDev(folder: string): Promise<Served> {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    server: { host: '127.0.0.1', port: 5173, strictPort: false },
  });
  await server.listen();
  return { address: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

/** Builds a project as `webpack ./run-in-page.js` does. @returns where to */
export async function webpackBuild(folder: string): Promise<string> {
  const path = join(folder, 'dist-webpack');
  const stats = await new Promise<Stats | undefined>((resolve, reject) => {
    webpack(
      {
        context: folder,
        entry: `./${ENTRY}`,
        mode: 'production',
        output: { path, filename: ENTRY },
        performance: { hints: false },
      },
      (error, result) => (error === null ? resolve(result) : reject(error)),
    );
  });
  const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  const messages = [...errors, ...warnings].map(({ message }) => message);
  if (messages.length > 0) throw new Error(messages.join('\n'));
  return withPage(folder, path);
}

/** Builds a project as `esbuild run-in-page.js --bundle --format=esm --splitting` does. @returns where to */
export async function esbuildBuild(folder: string): Promise<string> {
  const outdir = join(folder, 'dist-esbuild');
  const { warnings } = await buildByEsbuild({
    absWorkingDir: folder,
    entryPoints: [ENTRY],
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    outdir,
    logLevel: 'silent',
  });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'));
  return withPage(folder, outdir);
}

async function withPage(folder: string, built: string): Promise<string> {
  await mkdir(built, { recursive: true });
  await copyFile(join(folder, 'index.html'), join(built, 'index.html'));
  return built;
}
