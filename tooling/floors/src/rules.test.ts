import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations } from './rules.ts';

const built: string[] = [];
afterEach(() => {
  for (const root of built.splice(0)) rmSync(root, { recursive: true });
});

/** A house of three packages, an app and a tool, in order until `files` says otherwise. */
function house(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'flow-floors-'));
  built.push(root);
  const sound = {
    'packages/backend/package.json':
      '{ "name": "@flow/backend", "exports": { ".": "./src/index.ts", "./extra": "./x" } }',
    'packages/math/package.json':
      '{ "name": "@flow/math", "dependencies": { "@flow/backend": "workspace:*" } }',
    'packages/math/src/index.ts': "export { density } from './density.ts';",
    'packages/train/package.json':
      '{ "name": "@flow/train", "devDependencies": { "@flow/datasets": "workspace:*" } }',
    'packages/datasets/package.json': '{ "name": "@flow/datasets" }',
    'apps/cli/package.json': '{ "name": "@flow-apps/cli", "dependencies": { "@flow/train": "workspace:*" } }',
    'apps/cli/src/main.ts': "import { fit } from '@flow/train'; import { toy } from '@flow/datasets';",
    'tooling/testkit/package.json': '{ "name": "@flow-tooling/testkit" }',
  };
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const violationsOf = (files: Readonly<Record<string, string>>) => findViolations(house(files));

describe('a sound house', () => {
  it.each([
    [
      'imports from the floor below',
      { 'packages/math/src/density.ts': "import { init } from '@flow/backend';" },
    ],
    ['names an exported subpath', { 'packages/math/src/density.ts': "import '@flow/backend/extra';" }],
    [
      'uses tooling in tests',
      { 'packages/math/src/density.test.ts': "import { laws } from '@flow-tooling/testkit';" },
    ],
    [
      'uses data in tests of training',
      { 'packages/train/src/fit.test.ts': "import { toy } from '@flow/datasets';" },
    ],
    [
      'mentions a floor above in a string',
      { 'packages/math/src/density.ts': "export const hint = 'import @flow/train';" },
    ],
    [
      'keeps generated files to itself',
      { 'packages/math/src/generated/utils.ts': "export * from '@flow/train';" },
    ],
  ])('%s', (_, files) => {
    expect(violationsOf(files)).toEqual([]);
  });
});

describe('an import from a floor above is found', () => {
  it.each([
    ['static', "import { fit } from '@flow/train';"],
    ['of types', "import type { Fit } from '@flow/train';"],
    ['inline type', "export type F = import('@flow/train').Fit;"],
    ['dynamic', "export const load = () => import('@flow/train');"],
    ['in a template', 'export const load = () => import(`@flow/train`);'],
    ['re-exported', "export { fit } from '@flow/train';"],
    ['required', "const { fit } = require('@flow/train');"],
    ['resolved', "export const path = import.meta.resolve('@flow/train');"],
    ['of an app', "import '@flow-apps/cli';", '@flow-apps/cli'],
    ['of tooling in shipped source', "import '@flow-tooling/testkit';", '@flow-tooling/testkit'],
  ])('%s', (_, source, name = '@flow/train') => {
    const path = 'packages/math/src/density.ts';
    expect(violationsOf({ [path]: source })).toEqual([`${path}: @flow/math may not import ${name}`]);
  });

  it('in tests as well', () => {
    const path = 'packages/math/src/density.test.ts';
    expect(violationsOf({ [path]: "import '@flow/train';" })).toEqual([
      `${path}: @flow/math may not import @flow/train`,
    ]);
  });

  it('of data in shipped source of training', () => {
    const path = 'packages/train/src/fit.ts';
    expect(violationsOf({ [path]: "import '@flow/datasets';" })).toEqual([
      `${path}: @flow/train may not import @flow/datasets`,
    ]);
  });
});

describe('a dependency on a floor above is found', () => {
  it.each(['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'])(
    'in %s',
    (field) => {
      const path = 'packages/math/package.json';
      const manifest = JSON.stringify({ name: '@flow/math', [field]: { '@flow/train': 'workspace:*' } });
      expect(violationsOf({ [path]: manifest })).toEqual([
        `${path}: @flow/math may not depend on @flow/train`,
      ]);
    },
  );

  it('when what tests may use would reach the users', () => {
    const path = 'packages/train/package.json';
    const manifest = '{ "name": "@flow/train", "dependencies": { "@flow/datasets": "1" } }';
    expect(violationsOf({ [path]: manifest })).toEqual([
      `${path}: @flow/train may not depend on @flow/datasets`,
    ]);
  });
});

describe("a way into another package's inside is found", () => {
  it.each([
    [
      'by its name',
      "import '@flow/backend/src/init.ts';",
      "'@flow/backend/src/init.ts' is inside @flow/backend",
    ],
    ['by a path', "import '../../backend/src/init.ts';", "'../../backend/src/init.ts' leaves the package"],
    [
      'by a URL',
      "new URL('../../backend/x.ts', import.meta.url);",
      "'../../backend/x.ts' leaves the package",
    ],
  ])('%s', (_, source, reason) => {
    const violations = violationsOf({ 'packages/math/src/density.ts': source });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`packages/math/src/density.ts: ${reason}`);
  });
});

it('reads pages written in JSX', () => {
  const page = "import '@flow/backend/src/init.ts'; export const page = <main>{1 + 1}</main>;";
  expect(violationsOf({ 'apps/cli/src/page.tsx': page })).toHaveLength(1);
});

it.each(["export * from './density.ts';", "export * as all from './density.ts';"])(
  '%s in index.ts is found',
  (source) => {
    expect(violationsOf({ 'packages/math/src/index.ts': source })).toEqual([
      "packages/math/src/index.ts: list each public name instead of `export * from './density.ts'`",
    ]);
  },
);

it.each(['src/utils/lu.ts', 'src/common.ts', 'src/misc.test.ts', 'src/tensor-utils.ts'])(
  'the name %s is found',
  (name) => {
    const violations = violationsOf({ [`packages/math/${name}`]: '' });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain('does not say what is inside');
  },
);
