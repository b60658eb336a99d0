import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './environment.mjs';
import { Failure } from './failure.mjs';
import { runQuietly, succeeded } from './processes.mjs';

const PNPM = 'pnpm@10.34.8';
const INSTALL = [
  '--yes',
  '--prefer-offline',
  '--fetch-retries=1',
  PNPM,
  'install',
  '--frozen-lockfile',
  '--prefer-offline',
];
const STAMP = join(root, 'node_modules/.flow-installed');
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|META_FETCH_FAIL|NO_OFFLINE/;

/** Installs all dependencies, unless node_modules already fits the lockfile and every package.json. */
export async function install() {
  const wanted = await manifestHash(root);
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) return;
  await rm(STAMP, { force: true });
  const started = Date.now();
  console.error('flow: installing dependencies (the first time takes about half a minute)');
  const ending = await runQuietly('npx', INSTALL).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'ENOENT') throw new Failure('npm is not on PATH; it comes with Node.');
    throw error;
  });
  if (!succeeded(ending)) throw new Failure(installMessage(ending));
  await writeFile(STAMP, wanted);
  console.error(`flow: installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/**
 * One hash of everything that decides what an installation holds.
 *
 * @param {string} folder the workspace
 */
export async function manifestHash(folder) {
  const hash = createHash('sha256');
  for (const name of await manifests(folder)) {
    hash.update(`${name}\0`).update(await readFile(join(folder, name)).catch(() => ''));
  }
  return hash.digest('hex');
}

/** @param {string} folder */
async function manifests(folder) {
  const names = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  for (const group of ['apps', 'packages', 'tooling']) {
    const members = await readdir(join(folder, group)).catch(() => []);
    names.push(...members.sort().map((member) => `${group}/${member}/package.json`));
  }
  return names;
}

/** @param {import('./processes.mjs').Ending & { output: string }} ending */
function installMessage({ signal, output }) {
  if (signal !== null) return `the installation was stopped (${signal}).`;
  const said = output.trim().split('\n').slice(-15).join('\n');
  if (NO_NETWORK.test(output)) {
    return `the npm registry cannot be reached, and the packages are not all in npm's cache. Check the network, a proxy, or \`npm config get registry\`, then try again.\n${said}`;
  }
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    return `pnpm-lock.yaml does not fit the package.json files: run \`npx ${PNPM} install\` and commit the lockfile.\n${said}`;
  }
  return `the installation failed.\n${said}`;
}
