import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeExamples, markdownExamples } from '@flow-tooling/testkit/examples';
import { describe, expect, test } from 'vitest';
import { guides } from './guides.ts';
import { headingsOf, linksOf } from './links.ts';
import { read, repository } from './repository.ts';

const PACKAGES = readdirSync(join(repository, 'packages'));

const examples = markdownExamples(repository, 'README.md');
describeExamples(examples, { root: join(import.meta.dirname, '..'), demandsClaims: true });

test('there is an example of rows and one of pictures, and each fits on a screen', () => {
  expect(examples.map(({ code }) => /\b(realNVP|glow)\(/.exec(code)?.[1])).toEqual(['realNVP', 'glow']);
  for (const { code } of examples) expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});

describe.each([
  ['README.md', 'README.zh-CN.md'],
  ['docs/theory.md', 'docs/theory.zh-CN.md'],
  ['docs/out-of-distribution.md', 'docs/out-of-distribution.zh-CN.md'],
  ['docs/gallery.md', 'docs/gallery.zh-CN.md'],
  ['docs/README.md', 'docs/README.zh-CN.md'],
  ['docs/guides/README.md', 'docs/guides/README.zh-CN.md'],
  ['examples/README.md', 'examples/README.zh-CN.md'],
  ...guides.map((file) => [file, file.replace('.md', '.zh-CN.md')] as [string, string]),
])('%s and %s', (english, chinese) => {
  const fenced = (file: string) => read(file).match(/^```.*?^```$/gms) ?? [];
  const sizes = (file: string) => headingsOf(read(file)).map(({ level }) => level);
  // Texts that exist in both languages lead to those of their own.
  const outside = (file: string) =>
    linksOf(read(file))
      .map((target) => target.replace('.zh-CN.md', '.md'))
      .filter((target) => target !== english.split('/').at(-1));

  test('have the same code and the same formulas', () => {
    expect(fenced(chinese)).toEqual(fenced(english));
  });

  test('have the same sections', () => {
    expect(sizes(chinese)).toEqual(sizes(english));
  });

  test('lead to the same places', () => {
    expect(outside(chinese)).toEqual(outside(english));
  });

  test('lead to each other', () => {
    expect(linksOf(read(english))).toContain(chinese.split('/').at(-1));
    expect(linksOf(read(chinese))).toContain(english.split('/').at(-1));
  });
});

test.each(PACKAGES)(
  'the README of %s begins with what it is and how to install it, and the project leads to it',
  (name) => {
    const text = read(`packages/${name}/README.md`);
    expect(text.split('\n')[0]).toBe(`# @flow/${name}`);
    expect(text).toContain(`npm install @flow/${name}`);
    for (const file of ['README.md', 'README.zh-CN.md', 'docs/README.md'])
      expect(linksOf(read(file)).some((target) => target.endsWith(`packages/${name}/README.md`))).toBe(true);
  },
);
