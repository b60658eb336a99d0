import { join } from 'node:path';
import { describeExamples, markdownExamples } from '@flow-tooling/testkit/examples';
import { describe, expect, test } from 'vitest';
import { headingsOf, linksOf } from './links.ts';
import { read, repository } from './repository.ts';

const PACKAGES = ['math', 'datasets', 'layers', 'models', 'train', 'backend'];

const examples = markdownExamples(repository, 'README.md');
describeExamples(examples, { root: join(import.meta.dirname, '..'), demandsClaims: true });

test('there is an example of rows and one of pictures, and each fits on a screen', () => {
  expect(examples.map(({ code }) => /\b(realNVP|glow)\(/.exec(code)?.[1])).toEqual(['realNVP', 'glow']);
  for (const { code } of examples) expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});

describe.each([
  ['README.md', 'README.zh-CN.md'],
  ['docs/theory.md', 'docs/theory.zh-CN.md'],
])('%s and %s', (english, chinese) => {
  const fenced = (file: string) => read(file).match(/^```.*?^```$/gms);
  const sizes = (file: string) => headingsOf(read(file)).map(({ level }) => level);
  const outside = (file: string) =>
    linksOf(read(file)).filter((target) => !/zh-CN|theory\.md|README\.md/.test(target));

  test('have the same code and the same formulas', () => {
    expect(fenced(english)).not.toBeNull();
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

test.each(PACKAGES)('the README of %s begins with what it is and how to install it', (name) => {
  const text = read(`packages/${name}/README.md`);
  expect(text.split('\n')[0]).toBe(`# @flow/${name}`);
  expect(text).toContain(`npm install @flow/${name}`);
});
