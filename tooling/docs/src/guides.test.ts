import { join } from 'node:path';
import { describeExamples } from '@flow-tooling/testkit/examples';
import { expect, test } from 'vitest';
import { guideProgram, guides } from './guides.ts';
import { read } from './repository.ts';

// A process chooses its backend once: this guide has a test file of its own.
const BACKEND = 'docs/guides/choosing-a-backend.md';

describeExamples(guides.filter((file) => file !== BACKEND).map(guideProgram), {
  root: join(import.meta.dirname, '..'),
  folder: 'guides',
  demandsClaims: true,
});

test.each(guides)('the index lists %s in both languages', (file) => {
  const name = file.split('/').at(-1) ?? '';
  expect(read('docs/guides/README.md')).toContain(`(${name})`);
  expect(read('docs/guides/README.zh-CN.md')).toContain(`(${name.replace('.md', '.zh-CN.md')})`);
});

test.each(guides)('%s has no block that nothing runs', (file) => {
  const fences = read(file).match(/^```\w.*$/gm) ?? [];
  const known = /^```(js|math|text|js (worker|page)\.js)$/;
  expect(fences.filter((fence) => !known.test(fence))).toEqual([]);
});
