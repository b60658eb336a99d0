import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run } from './processes.mjs';

const ENTRY = join(root, 'tooling/mutants/src/main.ts');

/** Makes mistakes in the source, in memory, and sees that tests notice. @param {string[]} args words of the mutants to run */
export async function runMutants(args) {
  await generate();
  return run(pinnedNode, [ENTRY, ...args]);
}
