import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Example, markdownProgram } from '@flow-tooling/testkit/examples';
import { repository } from './repository.ts';

/** The English guides, relative to the project; each has its Chinese text beside it. */
export const guides: readonly string[] = readdirSync(join(repository, 'docs/guides'))
  .filter((name) => name.endsWith('.md') && !name.endsWith('.zh-CN.md') && name !== 'README.md')
  .map((name) => `docs/guides/${name}`);

/** The blocks of a guide as one program. Those with a file's name behind `js` are tried elsewhere. */
export function guideProgram(file: string): Example {
  return { ...markdownProgram(repository, file), language: 'js' };
}
