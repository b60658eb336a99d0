import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@flow-tooling/bootstrap/environment';
import ts from 'typescript';

const here = join(import.meta.dirname, '..');
const emitted = join(here, 'out/declarations');

/** The folders of the published packages, by their names in `packages/`. */
export const packageFolders: readonly string[] = readdirSync(join(root, 'packages'))
  .filter((name) => existsSync(join(root, 'packages', name, 'src/index.ts')))
  .sort();

type Manifest = { readonly exports: Readonly<Record<string, string | { readonly '@flow/source'?: string }>> };

/** The modules that users of a package can import, by what stands behind its name: `.` is the package itself. */
export function entriesOf(folder: string): ReadonlyMap<string, string> {
  const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
  return new Map(
    Object.entries((JSON.parse(manifest) as Manifest).exports).flatMap(([subpath, target]) => {
      const source = typeof target === 'object' ? target['@flow/source'] : undefined;
      return source === undefined ? [] : [[subpath, `${folder}/${source.replace(/^\.\/|\.[jt]s$/g, '')}`]];
    }),
  );
}

/** Writes what TypeScript declares of every package, comments left out, to `out/declarations`. */
export async function emitDeclarations(): Promise<void> {
  await rm(emitted, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/.bin/tsc');
  await promisify(execFile)(tsc, ['-p', join(here, 'tsconfig.declarations.json')]);
}

/** A declaration file, parsed. @param file relative to `packages/`, e.g. `math/src/index` */
export function readDeclarations(file: string): ts.SourceFile {
  const path = join(emitted, `${file}.d.ts`);
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
}
