import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as backend from '@flow/backend';
import * as tfjs from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks, differences, docstringExamples, toModule } from './doc-examples.fixture.ts';
import * as math from './index.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'out', 'doc-examples');
const sources = [
  { from: '../../src/index.ts', names: new Set([...Object.keys(math), 'Matrix']) },
  { from: '@flow/backend', names: new Set(['createRng']) },
  { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
];
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const examples = [
  ...docstringExamples(import.meta.dirname),
  { file: 'README.md', index: 0, code: codeBlocks(readme).join('\n') },
].map((example) => ({ ...example, name: `${example.file.replace(/\W/g, '-')}-${example.index}.ts` }));

beforeAll(async () => {
  await math.init();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of examples) writeFileSync(join(folder, name), toModule(code, sources));
  const tsconfig = { extends: '@flow-tooling/tsconfig/base.json', include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the examples', () => {
  test.each(examples)('of $file ($index) print what they say', async ({ name }) => {
    const { run } = await import(/* @vite-ignore */ join(folder, name));
    let checks = 0;
    await run((actual: unknown, expected: unknown, text: string) => {
      checks++;
      expect(differences(actual, expected, text)).toEqual([]);
    });
    expect(checks).toBeGreaterThan(0);
  });

  test('pass the type checker', async () => {
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const answer = promisify(execFile)(tsc, ['-p', folder]).catch(({ stdout }: { stdout: string }) => ({
      stdout,
    }));
    expect((await answer).stdout).toBe('');
  });

  test('exist for every public function', () => {
    const text = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
      .join('\n');
    const own = Object.keys(math).filter((name) => !(name in backend));
    const documented = new Set(
      [...text.matchAll(/@example\n(?:(?!\/\*\*)[\s\S])*?\*\/\nexport function (\w+)/g)].map(
        (match) => match[1],
      ),
    );
    expect(own.filter((name) => !documented.has(name))).toEqual([]);
  });

  test('are compared to the last digit written', () => {
    expect(differences(0.12345, 0.1234, '0.1234')).toEqual([]);
    expect(differences(0.1236, 0.1234, '0.1234')).toHaveLength(1);
    expect(differences([1, 2.1], [1, 2], '[1, 2]')).toHaveLength(1);
    expect(differences({ a: 1 }, { a: 1, b: 2 }, '{ a: 1, b: 2 }')).toHaveLength(1);
    expect(differences(-Infinity, Infinity, 'Infinity')).toHaveLength(1);
  });
});
