import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { FLOORS } from './floors.ts';
import { type Imports, readImports } from './imports.ts';
import { type Member, readWorkspace } from './workspace.ts';

/** A broken rule in a sentence that begins with the path at fault. */
export type Violation = string;

const MODULE = /\.[cm]?[jt]sx?$/;
const TEST_ONLY = /\.(test|slow\.test|fixture|bench)\.[cm]?tsx?$/;
const NOT_SHIPPED = /^(?!src\/)/;
const EMPTY_NAMES = new Set(['util', 'utils', 'common', 'misc']);

/** Everything that breaks the order of the house at `root`. */
export function findViolations(root: string): Violation[] {
  const members = readWorkspace(root);
  const names = new Map(members.map((member) => [member.name, member]));
  return members.flatMap((member) => [
    ...member.paths.flatMap(emptyName),
    ...dependencyViolations(member, names),
    ...member.paths
      .filter((path) => MODULE.test(path) && !path.endsWith('.d.ts'))
      .flatMap((path) =>
        moduleViolations(member, path, readImports(readFileSync(join(root, path), 'utf8'), path), names),
      ),
  ]);
}

/** `utils`, `common` and `misc` say nothing about what is inside. */
function emptyName(path: string): Violation[] {
  const words = posix.basename(path).split(/[.-]/);
  const word = words.find((candidate) => EMPTY_NAMES.has(candidate));
  return word === undefined ? [] : [`${path}: "${word}" does not say what is inside; name the concept`];
}

type Names = ReadonlyMap<string, Member>;

function dependencyViolations({ folder, name, group, manifest }: Member, names: Names): Violation[] {
  const shipped = {
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  };
  const check = (dependency: string, inTests: boolean): Violation[] => {
    const target = names.get(dependency);
    if (target === undefined || mayUse({ name, group }, target, inTests)) return [];
    return [`${folder}/package.json: ${name} may not depend on ${dependency}`];
  };
  return [
    ...Object.keys(shipped).flatMap((dependency) => check(dependency, group !== 'packages')),
    ...Object.keys(manifest.devDependencies ?? {}).flatMap((dependency) => check(dependency, true)),
  ];
}

/**
 * Whether the floor of one package carries another.
 *
 * @param inTests tests and scripts, which users never get, may also use tooling
 */
function mayUse(user: Pick<Member, 'name' | 'group'>, target: Member, inTests: boolean): boolean {
  if (user.name === target.name) return true;
  if (target.group === 'apps') return false;
  if (user.group !== 'packages') return true;
  if (target.group === 'tooling') return inTests;
  const floor = FLOORS[user.name];
  return (
    floor !== undefined &&
    [...floor.imports, ...(inTests ? (floor.testImports ?? []) : [])].includes(target.name)
  );
}

function moduleViolations(member: Member, path: string, imports: Imports, names: Names): Violation[] {
  const whole = path === `${member.folder}/src/index.ts` ? imports.exportedWhole : [];
  return [
    ...whole.map((source) => `${path}: list each public name instead of \`export * from '${source}'\``),
    ...imports.specifiers.flatMap((specifier) =>
      specifier.startsWith('.')
        ? relativeImport(member, path, specifier)
        : packageImport(member, path, specifier, names),
    ),
  ];
}

function relativeImport(member: Member, path: string, specifier: string): Violation[] {
  const target = posix.join(posix.dirname(path), specifier);
  if (target === member.folder || target.startsWith(`${member.folder}/`)) return [];
  return [`${path}: '${specifier}' leaves the package; import another package by its name`];
}

function packageImport(member: Member, path: string, specifier: string, names: Names): Violation[] {
  const [, name = '', subpath = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  const target = names.get(name);
  if (target === undefined) return [];
  const inside = path.slice(member.folder.length + 1);
  const inTests = TEST_ONLY.test(path) || NOT_SHIPPED.test(inside);
  if (!mayUse(member, target, inTests)) return [`${path}: ${member.name} may not import ${name}`];
  if (subpath === '' || `.${subpath}` in (target.manifest.exports ?? {})) return [];
  return [`${path}: '${specifier}' is inside ${name}; import what its index.ts exports`];
}
