import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machineEnvironment, pinnedNode, root } from '@flow-tooling/bootstrap/environment';

/** A Node on which packed packages are tried, or why it could not be had. */
export type NodeVersion =
  | { readonly version: string; readonly path: string }
  | { readonly version: string; readonly missing: string };

/** The oldest one that packages name in `engines`, and the line between it and the workspace's own. */
const OTHERS = ['20.19.0', '22.23.3'];

/** Node 20.19, 22 and the workspace's own, the others from the npm registry once for all. */
export async function nodeVersions(): Promise<NodeVersion[]> {
  const found: NodeVersion[] = [];
  for (const version of OTHERS) found.push(await fetchNode(version));
  return [...found, { version: '24', path: pinnedNode }];
}

async function fetchNode(version: string): Promise<NodeVersion> {
  const folder = join(root, 'node_modules/.cache', `node-${version}`);
  const path = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    if (await runs(path, version)) return { version, path };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }');
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', `node@${version}`];
    await promisify(execFile)('npm', args, { cwd: folder, env: machineEnvironment(), timeout: 150_000 });
    if (await runs(path, version)) return { version, path };
    return { version, missing: 'its package installs without a program that runs here' };
  } catch (error) {
    return { version, missing: `npm could not install it: ${String(error).split('\n', 1)[0]}` };
  }
}

const runs = (path: string, version: string): Promise<boolean> =>
  promisify(execFile)(path, ['--version']).then(
    ({ stdout }) => stdout.trim() === `v${version}`,
    () => false,
  );
