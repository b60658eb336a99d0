import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { beforeAll, expect, it } from 'vitest';
import { installInto, userEnvironment } from './consumer.ts';
import { importWatch } from './import-watch.ts';
import { publicPackages } from './packages.ts';
import { runProgram } from './programs.ts';

/** Where every copy of TensorFlow.js in a process finds the same engine and the same kernels. */
const OF_TENSORFLOW = ['globalThis._tfengine', 'globalThis._tfGlobals'];

let folder = '';
beforeAll(async () => {
  folder = await installInto(
    'imports',
    publicPackages.map(({ name }) => name),
  );
});

async function importing(name: string): Promise<string[]> {
  await writeFile(join(folder, 'warm.cjs'), 'exports.warm = true;');
  await writeFile(join(folder, 'watch.js'), importWatch(name));
  const { stdout } = await runProgram(pinnedNode, ['watch.js'], { cwd: folder, env: userEnvironment() });
  return JSON.parse(stdout) as string[];
}

it.each(publicPackages)('importing $name does nothing but make its names known', async ({ name }) => {
  const done = await importing(name);
  expect(done.filter((what) => !OF_TENSORFLOW.includes(what))).toEqual([]);
});

it('what an import does would be seen', async () => {
  const effects =
    "globalThis.a = 1; Math.random = () => 1; fetch('data:,'); new WebAssembly.Memory({ initial: 1 });";
  const done = await importing(`data:text/javascript,${encodeURIComponent(effects)}`);
  expect(done).toEqual(['Math.random', 'fetch', 'globalThis.a', 'new WebAssembly.Memory']);
});
