import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first example of a README: plain JavaScript to paste into a file. */
export type ReadmeExample = {
  readonly code: string;
  /** What the README says it prints: the `text` block right behind it, where there is one. */
  readonly output?: string;
};

const BLOCK = /^```(?:ts|js|typescript|javascript)\n(.*?)^```\n(?:\s*```text\n(.*?)^```)?/ms;

/** Reads the first ```ts or ```js block of the README in `folder`; `undefined` where there is none. */
export function readExample(folder: string): ReadmeExample | undefined {
  const path = join(folder, 'README.md');
  return existsSync(path) ? findExample(readFileSync(path, 'utf8')) : undefined;
}

/** The first ```ts or ```js block of a Markdown text. */
export function findExample(markdown: string): ReadmeExample | undefined {
  const [, code, output] = BLOCK.exec(`${markdown}\n`) ?? [];
  if (code === undefined) return undefined;
  return output === undefined ? { code } : { code, output: output.trimEnd() };
}
