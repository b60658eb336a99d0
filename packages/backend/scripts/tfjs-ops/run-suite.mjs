// Runs the bundled tests on one set of kernels and writes { test name: status }.
// node run-suite.mjs <stock|relaxed|portable> <bundle> <result>

import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);
const [kernels, bundle, result] = process.argv.slice(2);

const jasmine = require('jasmine-core').boot(true);
globalThis.__testEnvs = [{ name: 'wasm', backendName: 'wasm', isDataSync: true }];

env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
env().set('WASM_HAS_SIMD_SUPPORT', true);
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
await setBackend('wasm');
if (kernels !== 'stock') {
  const { installKernels } = await import('../../src/kernels/install.ts');
  await installKernels({ portable: kernels === 'portable' });
}

const statuses = {};
jasmine.getEnv().configure({ random: false });
jasmine.getEnv().addReporter({
  specDone: ({ fullName, status, failedExpectations }) => {
    // Names repeat: the worst status counts.
    if (statuses[fullName]?.status === 'failed') return;
    statuses[fullName] = { status, message: failedExpectations[0]?.message?.slice(0, 300) };
  },
});
await import(pathToFileURL(bundle).href);
await jasmine.getEnv().execute();
await writeFile(result, JSON.stringify(statuses, null, 1));
process.exit(0);
