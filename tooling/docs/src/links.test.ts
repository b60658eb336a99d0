import { expect, test } from 'vitest';
import { anchorsOf, brokenLinks, linksOf } from './links.ts';
import { markdownFiles } from './repository.ts';

test('links inside the project lead to files and headings that exist', () => {
  expect(markdownFiles()).toContain('README.md');
  expect(brokenLinks()).toEqual([]);
});

test('links are found in prose and in pictures, not in code', () => {
  const fence = '```';
  const text = `[a](b.md) ![c](d.png)\n\`[e](f)\`\n${fence}md\n[g](h)\n${fence}\n`;
  expect(linksOf(text)).toEqual(['b.md', 'd.png']);
});

test('anchors are those of GitHub', () => {
  expect(anchorsOf('## 9. Invertible 1x1 convolution\n### `fit(flow)`, 训练\n')).toEqual([
    '9-invertible-1x1-convolution',
    'fitflow-训练',
  ]);
});
