import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Analysis, checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { installInto } from './consumer.ts';
import { publicPackages } from './packages.ts';

let everything = '';
beforeAll(async () => {
  everything = await installInto(
    'everything',
    publicPackages.map(({ name }) => name),
  );
});

/** The files of a package as a user gets them. */
const filesOf = async (name: string) => {
  const entries = await readdir(join(everything, 'node_modules', name), { recursive: true });
  return entries.map((entry) => entry.replaceAll('\\', '/'));
};

const textOf = (name: string, file: string) => readFile(join(everything, 'node_modules', name, file), 'utf8');

/** Whether a text has a package's name as a word of its own. */
const names = (text: string, found: string) => text.split(/[\s,;:]+/).includes(found);

const manifestOf = (name: string) => textOf(name, 'package.json');

describe.each(publicPackages)('the tarball of $name', ({ name }) => {
  it('passes publint', async () => {
    const tarball = new Uint8Array(await readFile(inject('tarballs')[name] ?? '')).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, level: 'suggestion' });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  // Packages of ES modules only: TypeScript's oldest resolution and CommonJS without `require` of them do not count.
  it('gives TypeScript the types that Node gives the program', async () => {
    const tarball = new Uint8Array(await readFile(inject('tarballs')[name] ?? ''));
    const analysis = await checkPackage(createPackageFromTarballData(tarball));
    expect(analysis.types).toMatchObject({ kind: 'included' });
    const problems = analysis.types === false ? [] : (analysis as Analysis).problems;
    const counted = problems.filter(
      (problem) =>
        !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
    );
    expect(counted).toEqual([]);
  });

  it('holds what a user needs', async () => {
    expect(await filesOf(name)).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'package.json',
        'dist/index.js',
        'dist/index.d.ts',
        'src/index.ts',
      ]),
    );
  });

  it('has a notice where it embeds the work of others', async () => {
    const files = await filesOf(name);
    if (files.some((file) => file.startsWith('dist/generated/'))) {
      expect(files.some((file) => /^NOTICE(\.md)?$/.test(file))).toBe(true);
    }
  });

  it('names in its notice each package of which a bundle in it holds code', async () => {
    const files = await filesOf(name);
    const bundles = files.filter((file) => /^dist\/(browser\/.+|generated\/web-worker)\.js$/.test(file));
    const notice = bundles.length > 0 ? await textOf(name, 'NOTICE') : '';
    for (const bundle of bundles) {
      const [, inside] = /^\/\/ Packages inside, see NOTICE: (.+)$/m.exec(await textOf(name, bundle)) ?? [];
      expect(inside, bundle).toBeDefined();
      const unnamed = inside?.split(', ').filter((found) => !names(notice, found));
      expect(unnamed, bundle).toEqual([]);
    }
  });

  it('holds neither tests nor generated sources nor build leftovers', async () => {
    const unwanted =
      /\.(test|bench|fixture)\.|^src\/generated\/.+|\.tsbuildinfo$|^(out|scripts|assembly|node_modules|\.turbo)\//;
    expect((await filesOf(name)).filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('names plain versions of what it depends on', async () => {
    expect(await manifestOf(name)).not.toMatch(/catalog:|workspace:|@flow\/source|link:|file:/);
  });

  it('depends only on what can be installed: each @flow package came from its tarball', async () => {
    const lock = JSON.parse(await readFile(join(everything, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(copies).toHaveLength(1);
    expect(copies[0]?.[1].resolved).toMatch(/^file:/);
  });
});
