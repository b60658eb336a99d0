import { expect, test } from 'vitest';
import { examplesOf } from './read-examples.ts';
import { toModule } from './to-module.ts';

const fence = '```';
const example = (code: string) => ({ file: 'a.md', index: 0, language: 'ts' as const, code });

test('values and printed words become claims', () => {
  const made = toModule(example("const a = 1;\na + 1; // 2 (by counting)\nconsole.log('x', a); // x 1\n"));
  expect(made).toContain('check(a + 1, 2, "2");');
  expect(made).toContain('console.log(\'x\', a);\nprinted("x 1");');
});

test('a promise that is no value is refused', () => {
  expect(() => toModule(example('a(); // about two\n'))).toThrow();
});

test('names that are used without an import are found, declared ones are left', () => {
  const sources = [{ from: 'm', names: new Set(['exp', 'mul']) }];
  const made = toModule(example('const mul = 3;\nexp(mul);\n'), { sources });
  expect(made).toContain("import { exp } from 'm';");
  expect(made).not.toContain("mul } from 'm'");
});

test('what is given is made first, and only where it is used', () => {
  const given = { flow: 'const flow = 1;', rows: 'const rows = 2;' };
  const made = toModule(example('use(flow);\n'), { given });
  expect(made).toContain('const flow = 1;\nuse(flow);');
  expect(made).not.toContain('rows');
});

test('a package may stand under another address', () => {
  const made = toModule(example("import { a } from '@flow/math';\na();\n"), {
    addresses: { '@flow/math': './src.ts' },
  });
  expect(made).toContain("import { a } from './src.ts';");
});

test('blocks come with the text block right behind them; no-run blocks and other languages do not count', () => {
  const markdown = `${fence}sh\nx\n${fence}\n${fence}ts no-run\ny\n${fence}\n${fence}js\nz();\n${fence}\n\n${fence}text\n1\n${fence}\n${fence}ts\nw();\n${fence}`;
  expect(examplesOf('a.md', markdown).map(({ language, code, output }) => [language, code, output])).toEqual([
    ['js', 'z();\n', '1'],
    ['ts', 'w();\n', undefined],
  ]);
});
