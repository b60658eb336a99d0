import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the whole project. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The text of a file of the project. @param path relative to its folder */
export const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

const NOT_OURS = new Set(['node_modules', 'dist', 'out', '.git', '.turbo', '.changeset', '.venv']);

/** Every Markdown file of the project, relative to its folder. */
export function markdownFiles(folder = ''): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}
