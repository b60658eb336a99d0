import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('embedded data load when they are asked for, never with the package', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test\.|generated/.test(file),
  );
  const importing = (how: RegExp) =>
    sources.filter((file) => how.test(readFileSync(join(import.meta.dirname, file), 'utf8')));
  expect(importing(/await import\('\.\/generated\//)).toContain('fashion-mnist.ts');
  expect(importing(/from '[./]*\/generated\//)).toEqual([]);
});
