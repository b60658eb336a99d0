import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manifestHash } from './install.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-install-'));
  await mkdir(join(folder, 'packages/math/src'), { recursive: true });
  await writeFile(join(folder, 'pnpm-lock.yaml'), 'lock');
  await writeFile(join(folder, 'packages/math/package.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true }));

it.each(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'packages/math/package.json'])(
  'asks for a new installation when %s changes',
  async (name) => {
    const before = await manifestHash(folder);
    await writeFile(join(folder, name), 'changed');
    expect(await manifestHash(folder)).not.toBe(before);
  },
);

it('asks for a new installation when a package is added', async () => {
  const before = await manifestHash(folder);
  await mkdir(join(folder, 'apps/cli'), { recursive: true });
  expect(await manifestHash(folder)).not.toBe(before);
});

it('keeps the installation when only source changes', async () => {
  const before = await manifestHash(folder);
  await writeFile(join(folder, 'packages/math/src/index.ts'), 'export {};');
  expect(await manifestHash(folder)).toBe(before);
});
