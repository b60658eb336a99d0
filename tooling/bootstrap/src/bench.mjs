import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run } from './processes.mjs';

const ENTRY = join(root, 'apps/bench/src/main.ts');
const DEMO_ENTRY = join(root, 'apps/demo/src/playground/bench/main.ts');

/** The benchmark, from source. @param {string[]} args its own */
export async function bench(args) {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', ENTRY, ...args]);
}

/** What the demo feels like on this machine. @param {string[]} args its own */
export async function benchDemo(args) {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', DEMO_ENTRY, ...args]);
}
