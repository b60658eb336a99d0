import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One program from a docstring or a Markdown file. */
export type Example = {
  /** Where it stands, relative to what was read. */
  readonly file: string;
  /** Which one of the file, from 0. */
  readonly index: number;
  /** `ts` is type-checked as well. */
  readonly language: 'ts' | 'js';
  readonly code: string;
  /** What it prints: the `text` block right behind it, where there is one. */
  readonly output?: string;
};

/** A block that only shows a pattern says ```ts no-run. */
const BLOCK = /^```(ts|js)\n(.*?)^```\n(?:\s*```text\n(.*?)^```)?/gms;
const DOCSTRING = /\/\*\*[\s\S]*?\*\//g;
const NOT_PUBLIC = /generated|\.(test|fixture)\.ts$/;

/** The ```ts blocks of every docstring under a folder. */
export function docstringExamples(folder: string): Example[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !NOT_PUBLIC.test(file))
    .sort()
    .flatMap((file) => {
      const docstrings = readFileSync(join(folder, file), 'utf8').match(DOCSTRING) ?? [];
      const text = docstrings.map((docstring) => docstring.replace(/^ *\* ?/gm, '')).join('\n');
      return examplesOf(file, text);
    });
}

/** The ```ts and ```js blocks of a Markdown file, each a program of its own. */
export function markdownExamples(folder: string, file: string): Example[] {
  return examplesOf(file, readFileSync(join(folder, file), 'utf8'));
}

/** All ```ts blocks of a Markdown file as one program, for texts that build on what came before. */
export function markdownProgram(folder: string, file: string): Example {
  const code = markdownExamples(folder, file).map((example) => example.code);
  return { file, index: 0, language: 'ts', code: code.join('\n') };
}

/** The examples of a Markdown text. */
export function examplesOf(file: string, markdown: string): Example[] {
  return [...`${markdown}\n`.matchAll(BLOCK)].map(([, language, code = '', output], index) => ({
    file,
    index,
    language: language === 'ts' ? 'ts' : 'js',
    code,
    ...(output !== undefined && { output: output.trimEnd() }),
  }));
}

/**
 * The functions and constants under a folder that are exported right below a docstring with an example.
 *
 * @param folder of sources
 */
export function documentedNames(folder: string): Set<string> {
  const exported = /@example\n(?:(?!\/\*\*)[\s\S])*?\*\/\nexport (?:async )?(?:function|const) (\w+)/g;
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NOT_PUBLIC.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  return new Set([...text.matchAll(exported)].map(([, name = '']) => name));
}
