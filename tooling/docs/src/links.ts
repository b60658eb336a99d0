import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { markdownFiles, read, repository } from './repository.ts';

const FENCE = /^(```+)[^\n]*\n.*?^\1$/gms;
const LINK = /!?\[[^\]]*\]\(([^()\s]+)\)/g;

/** Where the links of a Markdown text lead, code left out. */
export function linksOf(markdown: string): string[] {
  const prose = markdown.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(LINK)].map(([, target = '']) => target);
}

/** The anchors of a Markdown text's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  return headingsOf(markdown).map(({ title }) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** The headings of a Markdown text with their levels. */
export function headingsOf(markdown: string): { level: number; title: string }[] {
  return [...markdown.replace(FENCE, '').matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    title,
  }));
}

/** Links inside the project that lead nowhere, as `file: target`. */
export function brokenLinks(): string[] {
  return markdownFiles().flatMap((file) =>
    linksOf(read(file))
      .filter((target) => !/^[a-z]+:/.test(target) && !leads(file, target))
      .map((target) => `${file}: ${target}`),
  );
}

function leads(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : posix.join(posix.dirname(from), decodeURIComponent(path));
  if (!existsSync(posix.join(repository, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(decodeURIComponent(anchor));
}
