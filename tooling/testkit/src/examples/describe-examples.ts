import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from './differences.ts';
import type { Example } from './read-examples.ts';
import { type ModuleOptions, toModule } from './to-module.ts';

/** What an example's module is given to keep its promises with. */
export type Claims = {
  check(actual: unknown, expected: unknown, text: string): void;
  /** What was printed last, as the comment behind it says. */
  printed(text: string): void;
  readonly console: { log(...values: unknown[]): void };
};

export type DescribeOptions = ModuleOptions & {
  /** The package's folder: modules are written to its `out/`, and resolve what it depends on. */
  readonly root: string;
  /** Where in `out/`; test files of one package that run at once need one each. */
  readonly folder?: string;
  /** Every example must promise something; else it may also just run. */
  readonly demandsClaims?: boolean;
};

/** Tests that run each example, hold its values and its output against what stands there, and type-check all. */
export function describeExamples(examples: readonly Example[], options: DescribeOptions): void {
  const { root, demandsClaims = false } = options;
  const folder = join(root, 'out', options.folder ?? 'doc-examples');
  const modules = examples.map((example) => ({ ...example, name: moduleName(example) }));

  describe('the examples', () => {
    beforeAll(() => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const example of modules) writeFileSync(join(folder, example.name), toModule(example, options));
      const tsconfig = { extends: '@flow-tooling/tsconfig/base.json', include: ['*.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(modules)('of $file ($index) do what they say', async ({ name, output }) => {
      const { run } = (await import(/* @vite-ignore */ join(folder, name))) as {
        run: (claims: Claims) => Promise<void>;
      };
      const { claims, lines, count } = recordClaims();
      await run(claims);
      if (output !== undefined) expect(lines.join('\n')).toBe(output);
      if (demandsClaims) expect(count() + (output === undefined ? 0 : 1)).toBeGreaterThan(0);
    });

    const isTyped = examples.some(({ language }) => language === 'ts');
    if (!isTyped) return;
    test('pass the type checker', async () => {
      const tsc = join(root, 'node_modules', '.bin', 'tsc');
      const failed = (error: { stdout: string }) => error;
      const { stdout } = await promisify(execFile)(tsc, ['-p', folder]).catch(failed);
      expect(stdout).toBe('');
    });
  });
}

function moduleName({ file, index, language }: Example): string {
  return `${file.replace(/\W/g, '-')}-${index}.${language}`;
}

function recordClaims() {
  const lines: string[] = [];
  let count = 0;
  const claims: Claims = {
    check(actual, expected, text) {
      count += 1;
      expect(differences(actual, expected, text)).toEqual([]);
    },
    printed(text) {
      count += 1;
      expect(lines.at(-1)?.replace(/\s+/g, ' ')).toBe(text);
    },
    console: { log: (...values) => void lines.push(format(...values)) },
  };
  return { claims, lines, count: () => count };
}
