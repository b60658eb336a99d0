import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root, toolEnvironment } from './environment.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-environment-'));
  for (const place of ['bin', 'node_modules/.bin']) {
    await mkdir(join(folder, place), { recursive: true });
    await writeFile(join(folder, place, 'node'), '');
    await chmod(join(folder, place, 'node'), 0o755);
  }
});
afterEach(() => rm(folder, { recursive: true }));

it('puts the binaries of the workspace first', () => {
  const [first] = (toolEnvironment({ PATH: join(folder, 'bin') }).PATH ?? '').split(delimiter);
  expect(first).toBe(join(root, 'node_modules/.bin'));
});

it("drops npm's own variables and keeps what it was told about the network", () => {
  const from = {
    PATH: '',
    npm_config_local_prefix: '/x',
    npm_lifecycle_event: 'test',
    npm_config_registry: 'r',
  };
  const names = Object.keys(toolEnvironment(from)).filter((name) => name.startsWith('npm_'));
  expect(names).toEqual(['npm_config_registry']);
});

it("finds the machine's Node behind the one that npm run puts in front", () => {
  const PATH = [join(folder, 'node_modules/.bin'), join(folder, 'bin')].join(delimiter);
  expect(toolEnvironment({ PATH }).MACHINE_NODE).toBe(join(folder, 'bin/node'));
});
