import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as datasets from './index.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'out', 'doc-examples');

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/generated|\.(test|fixture)\.ts$/.test(file))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));

const readme = { file: 'README.md', text: readFileSync(join(root, 'README.md'), 'utf8') };

/** The blocks of TypeScript in docstrings and in the README. */
const examples = [...sources, readme].flatMap(({ file, text }) => {
  const markdown = text.replace(/^ \* ?/gm, '');
  const blocks = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return blocks.map((code, index) => ({ file, code, module: `${file.replace(/\W/g, '-')}-${index}.ts` }));
});

/** A module that imports what the example uses. */
function toModule(code: string): string {
  const body = code.replaceAll("'@flow/datasets'", "'../../src/index.ts'");
  if (body.includes('import ')) return body;
  const used = Object.keys(datasets).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return `import { ${used.join(', ')} } from '../../src/index.ts';\n${body}`;
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { module, code } of examples) writeFileSync(join(folder, module), toModule(code));
  const tsconfig = { extends: '@flow-tooling/tsconfig/base.json', include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(examples)(
  'the example of $file prints what its comments say: $module',
  async ({ module, code }) => {
    const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map((match) => match[1]);
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      printed.push(format(...values).replace(/\s+/g, ' '));
    });
    await import(/* @vite-ignore */ join(folder, module)).finally(() => log.mockRestore());
    expect(printed).toEqual(promised);
    expect(promised).not.toEqual([]);
  },
);

test('examples pass the type checker', async () => {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const answer = promisify(execFile)(tsc, ['-p', folder]).catch((error: { stdout: string }) => error);
  expect((await answer).stdout).toBe('');
});

test('every public function and table has an example', () => {
  const documented = new Set(
    sources.flatMap(({ text }) => [
      ...[
        ...text.matchAll(/@example\n(?:(?!\/\*\*)[\s\S])*?\*\/\nexport (?:async )?(?:function|const) (\w+)/g),
      ].map((match) => match[1]),
    ]),
  );
  const own = Object.keys(datasets).filter((name) => !['init', 'FlowError', 'createRng'].includes(name));
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
