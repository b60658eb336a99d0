import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { machineEnvironment, machineNode } from '@flow-tooling/bootstrap/environment';
import { inject } from 'vitest';
import { runProgram } from './programs.ts';

/** The machine's own Node, as a user has it. */
export const userNode = process.env.MACHINE_NODE ?? machineNode();

/** The environment of a user of the machine's Node. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const environment = machineEnvironment();
  return { ...environment, PATH: [dirname(userNode), environment.PATH].join(delimiter) };
}

/**
 * An empty project outside the workspace, in which somebody has run `npm install` with these packages.
 *
 * @returns its folder
 */
export async function installInto(project: string, names: readonly string[]): Promise<string> {
  const folder = join(inject('outside'), project);
  const tarballs = inject('tarballs');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const packages = names.map((name) => tarballs[name] ?? name);
  await runProgram('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    env: userEnvironment(),
  });
  return folder;
}
