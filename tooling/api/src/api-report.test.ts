import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { beforeAll, expect, test } from 'vitest';
import { apiReport } from './api-report.ts';
import { emitDeclarations, packageFolders } from './declarations.ts';

beforeAll(emitDeclarations);

test.each(packageFolders)('the public names of @flow/%s are those of its api.md', (folder) => {
  const written = readFileSync(join(root, 'packages', folder, 'api.md'), 'utf8');
  expect(apiReport(folder), 'If this change is meant, run `npm run api` and commit what it writes.').toBe(
    written,
  );
});

test('a report has functions with their types, types that are not exported, and names of other packages', () => {
  const report = apiReport('layers');
  expect(report).toContain("export { FlowError } from '@flow/backend'");
  expect(report).toContain('function chain(');
  expect(report).toMatch(/Not exported, seen in the above:[\s\S]*\ntype /);
});
