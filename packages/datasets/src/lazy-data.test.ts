import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from './bundle.fixture.ts';

test('embedded data load when they are asked for, never with the package', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test\.|generated/.test(file),
  );
  const importing = (how: RegExp) =>
    sources.filter((file) => how.test(readFileSync(join(import.meta.dirname, file), 'utf8')));
  expect(importing(/await import\('\.\/generated\//)).toContain('fashion-mnist.ts');
  expect(importing(/from '[./]*\/generated\//)).toEqual([]);
});

test('decoders of pictures reach only those who read folders, and them when they do', async () => {
  const decoders = /unfilter|Huffman|fflate/i;
  const others = await bundle("export { createDataset, digits, picturesFromFiles } from './index.ts';");
  expect(others.later).not.toContain('decode-file');
  expect(others.first).not.toMatch(decoders);
  const folders = await bundle("export { pictureFolder } from './index.ts';");
  expect(folders.later).toContain('decode-file');
  expect(folders.first).not.toMatch(decoders);
});
