import { expect, it } from 'vitest';
import { findExample } from './readme-example.ts';

const fence = '```';

it('is the first ts or js block, not one of another language', () => {
  const markdown = `${fence}sh\nnpm install\n${fence}\n\n${fence}ts\nconst a = 1;\n${fence}\n\n${fence}js\nb();\n${fence}\n`;
  expect(findExample(markdown)).toEqual({ language: 'ts', code: 'const a = 1;\n' });
});

it('comes with the text block right behind it', () => {
  const markdown = `${fence}ts\nlog();\n${fence}\n\n${fence}text\n1 2\n3\n${fence}`;
  expect(findExample(markdown)).toEqual({ language: 'ts', code: 'log();\n', output: '1 2\n3' });
});

it('does not take a text block from further down for its output', () => {
  const markdown = `${fence}ts\nlog();\n${fence}\n\nSomething else:\n\n${fence}text\n1\n${fence}\n`;
  expect(findExample(markdown)).toEqual({ language: 'ts', code: 'log();\n' });
});

it('is missing where a README has none', () => {
  expect(findExample('# Title\n')).toBeUndefined();
});
