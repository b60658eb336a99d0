import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

export type Manifest = {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

export type Group = 'apps' | 'packages' | 'tooling';

/** One package of the workspace. Paths are relative to the workspace, with `/`. */
export type Member = {
  readonly group: Group;
  readonly folder: string;
  readonly name: string;
  readonly manifest: Manifest;
  /** Its files and folders without generated and installed ones, and without AssemblyScript, a language of its own. */
  readonly paths: readonly string[];
};

const NOT_OURS = new Set(['node_modules', 'dist', 'generated', 'out', 'fixtures', '.turbo', 'assembly']);

/** All packages of the workspace at `root`. */
export function readWorkspace(root: string): Member[] {
  return (['packages', 'apps', 'tooling'] as const).flatMap((group) => {
    if (!existsSync(join(root, group))) return [];
    const folders = readdirSync(join(root, group)).map((name) => join(root, group, name));
    return folders
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map((folder) => readMember(root, group, folder));
  });
}

function readMember(root: string, group: Group, folder: string): Member {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const paths = walk(folder).map((path) => relative(root, path).split(sep).join('/'));
  return { group, folder: `${group}/${basename(folder)}`, name: manifest.name ?? '', manifest, paths };
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...walk(path)] : [path];
    });
}
