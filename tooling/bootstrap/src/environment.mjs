import { existsSync } from 'node:fs';
import { delimiter, join, resolve, sep } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

/** Node 24 as the workspace pins it. Not `.bin/node`: that shell script keeps signals to itself. */
export const pinnedNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** What npm was told about the network; all else that `npm run` exports would mislead the tools below it. */
const NETWORK_SETTINGS = /^npm_config_(registry|proxy|https_proxy|noproxy|cafile|prefer_offline|offline)$/;

/**
 * The environment for the workspace's tools: its own binaries first, no trace of `npm run`.
 *
 * @param {NodeJS.ProcessEnv} [from]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(from = process.env) {
  const machine = machineEnvironment(from);
  return {
    ...machine,
    PATH: [join(root, 'node_modules/.bin'), machine.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    MACHINE_NODE: machineNode(from),
  };
}

/**
 * The environment of somebody who has never heard of this workspace.
 *
 * @param {NodeJS.ProcessEnv} [from]
 * @returns {NodeJS.ProcessEnv}
 */
export function machineEnvironment(from = process.env) {
  const kept = Object.entries(from).filter(
    ([name]) => !name.startsWith('npm_') || NETWORK_SETTINGS.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: machinePath(from).join(delimiter) };
}

/** PATH without what `npm run` puts in front of it. @param {NodeJS.ProcessEnv} from */
function machinePath(from) {
  return (from.PATH ?? '').split(delimiter).filter((folder) => !folder.split(sep).includes('node_modules'));
}

/**
 * The Node that the machine itself has: packed packages are tried on it. Under `npm run` it need not be the
 * one that runs this file.
 *
 * @param {NodeJS.ProcessEnv} [from]
 */
export function machineNode(from = process.env) {
  const folder = machinePath(from).find((candidate) => existsSync(join(candidate, 'node')));
  return folder === undefined ? process.execPath : join(folder, 'node');
}
