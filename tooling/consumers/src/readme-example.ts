import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first example of a README: a whole program to paste into a file. */
export type ReadmeExample = {
  /** `ts` examples must also pass a strict type check. */
  readonly language: 'ts' | 'js';
  readonly code: string;
  /** What the README says it prints: the `text` block right behind it, where there is one. */
  readonly output?: string;
};

const BLOCK = /^```(ts|js)\n(.*?)^```\n(?:\s*```text\n(.*?)^```)?/ms;

/** Reads the first ```ts or ```js block of the README in `folder`; `undefined` where there is none. */
export function readExample(folder: string): ReadmeExample | undefined {
  const path = join(folder, 'README.md');
  return existsSync(path) ? findExample(readFileSync(path, 'utf8')) : undefined;
}

/** The first ```ts or ```js block of a Markdown text. */
export function findExample(markdown: string): ReadmeExample | undefined {
  const [, tag, code, output] = BLOCK.exec(`${markdown}\n`) ?? [];
  if (code === undefined) return undefined;
  const language = tag === 'ts' ? 'ts' : 'js';
  return { language, code, ...(output === undefined ? {} : { output: output.trimEnd() }) };
}
