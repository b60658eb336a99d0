import { join } from 'node:path';
import { pinnedNode, root } from './environment.mjs';
import { generate } from './generate.mjs';
import { run } from './processes.mjs';

const REPORTS = join(root, 'tooling/api/src/write-reports.ts');
const REFERENCE = join(root, 'tooling/api/src/write-reference.ts');

/** Writes `packages/X/api.md`: what every package shows to its users. */
export async function writeApi() {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', REPORTS]);
}

/** Writes the reference of all public names to `out/api`; a link that leads nowhere is an error. */
export async function writeReference() {
  await generate();
  return run(pinnedNode, ['--conditions=@flow/source', REFERENCE]);
}
