import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, toolEnvironment } from '@flow-tooling/bootstrap/environment';
import type { TestProject } from 'vitest/node';
import { type NodeVersion, nodeVersions } from './node-versions.ts';
import { publicPackages } from './packages.ts';
import { runProgram } from './programs.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** An empty folder outside the workspace, removed at the end. */
    outside: string;
    /** The tarball of each package, by name. */
    tarballs: Readonly<Record<string, string>>;
    /** On which they are tried. */
    nodes: readonly NodeVersion[];
  }
}

/** Packs every published package as it would be published. */
export default async function packAll(project: TestProject): Promise<() => Promise<void>> {
  const outside = await mkdtemp(join(tmpdir(), 'flow-consumers-'));
  const tarballs: Record<string, string> = {};
  for (const { name, folder } of publicPackages) tarballs[name] = await pack(folder, outside);
  project.provide('outside', outside);
  project.provide('tarballs', tarballs);
  project.provide('nodes', await nodeVersions());
  return () => rm(outside, { recursive: true, force: true });
}

async function pack(folder: string, destination: string): Promise<string> {
  const pnpm = join(root, 'node_modules/.bin/pnpm');
  const { stdout } = await runProgram(pnpm, ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    env: toolEnvironment(),
  });
  return (JSON.parse(stdout) as { readonly filename: string }).filename;
}
