// tfjs-core ships its tests as modules that no engine can load (imports without extensions); one bundle can.

import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);
const coreDist = dirname(require.resolve('@tensorflow/tfjs-core'));

async function testFiles() {
  const names = await readdir(coreDist, { recursive: true });
  const isOpTest = (name) =>
    /^(ops|optimizers)\/.*_test\.js$/.test(name) || /^(gradients|variable|tensor)_test\.js$/.test(name);
  return names.filter(isOpTest).sort();
}

/** Writes the bundle. `__testEnvs` is global by the time it is loaded. */
export async function bundleOpTests(file) {
  const tests = await testFiles();
  const entry = [
    `import { setTestEnvs } from './jasmine_util.js';`,
    `import './flow-envs.js';`,
    `import './index.js';`,
    `import './public/chained_ops/register_all_chained_ops.js';`,
    `import './register_all_gradients.js';`,
    ...tests.map((name) => `import './${name}';`),
  ].join('\n');
  const virtual = {
    'flow-entry.js': entry,
    'flow-envs.js': `import { setTestEnvs } from './jasmine_util.js';\nsetTestEnvs(globalThis.__testEnvs);`,
  };
  const bundle = await rolldown({
    input: join(coreDist, 'flow-entry.js'),
    platform: 'node',
    logLevel: 'silent',
    external: [
      /^node:/,
      'util',
      'fs',
      'path',
      'worker_threads',
      'crypto',
      'http',
      'https',
      'stream',
      'url',
      'zlib',
      'punycode',
      'encoding',
    ],
    plugins: [
      {
        name: 'tfjs-tests',
        resolveId: (source) =>
          Object.keys(virtual).some((name) => source.endsWith(name))
            ? join(coreDist, source.split('/').pop())
            : null,
        load: (id) => virtual[id.split('/').pop()] ?? null,
        transform: (code, id) =>
          id.endsWith('/jasmine_util.js')
            ? code
                .replace(/const jasmineRequire = .*\n/, '')
                .replace(/const jasmineCore = .*\n/, 'const jasmineCore = globalThis.jasmine;\n')
            : null,
      },
    ],
    treeshake: false,
  });
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  return tests.length;
}
