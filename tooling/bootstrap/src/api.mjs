import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run } from './processes.mjs';

const ENTRY = join(root, 'tooling/api/src/write-reports.ts');

/** Writes `packages/X/api.md`: what every package shows to its users. */
export async function writeApi() {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', ENTRY]);
}
