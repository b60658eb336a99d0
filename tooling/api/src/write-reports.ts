import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { apiReport } from './api-report.ts';
import { emitDeclarations, packageFolders } from './declarations.ts';

await emitDeclarations();
for (const folder of packageFolders) {
  const path = join('packages', folder, 'api.md');
  writeFileSync(join(root, path), apiReport(folder));
  console.log(`flow: wrote ${path}`);
}
