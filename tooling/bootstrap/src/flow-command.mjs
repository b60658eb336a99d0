import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run } from './processes.mjs';

const ENTRY = join(root, 'apps/cli/src/main.ts');

/** Any command of `flow` from source. @param {string[]} args the command and its options */
export async function flowCommand(args) {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', ENTRY, ...args]);
}
