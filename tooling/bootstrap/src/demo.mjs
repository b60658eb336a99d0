import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run, succeeded } from './processes.mjs';

const ENTRY = join(root, 'apps/demo/src/serve/main.ts');

/** The demo page, built and served until Ctrl+C. @param {string[]} args `--port N`, `--host NAME` */
export async function demo(args) {
  await generate();
  return run(pinnedNode, [ENTRY, ...args]);
}

/**
 * Whether `npm start` goes on to serve the demo: its training has ended well, and a person watches who did
 * not ask it to end there.
 *
 * @param {string[]} args of `npm start`
 * @param {import('./processes.mjs').Ending} ending
 * @param {boolean} isTerminal whether the output goes to one
 */
export function servesDemo(args, ending, isTerminal) {
  const endsThere = ['--no-serve', '--quiet', '--help', '-h'].some((flag) => args.includes(flag));
  return isTerminal && succeeded(ending) && !endsThere;
}
