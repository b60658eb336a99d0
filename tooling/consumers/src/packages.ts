import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';

type Manifest = {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/** A package that users can install. */
export type PublicPackage = {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
};

/** Every package that is published, read from `packages/`. */
export const publicPackages: readonly PublicPackage[] = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
  }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder, manifest: { name, dependencies = {} } }) => ({
    folder,
    name,
    dependencies: Object.keys(dependencies),
  }));

/** A package and all published packages of the workspace that it needs. */
export function withDependencies(name: string): string[] {
  const found = publicPackages.find((candidate) => candidate.name === name);
  if (found === undefined) return [];
  return [...new Set([name, ...found.dependencies.flatMap(withDependencies)])];
}
