// Writes dist/browser/: TensorFlow.js as two files that a browser can load without a bundler. Its own modules are
// imported without extensions, and its bundles import Node's `fs`, `os`, `path` and `perf_hooks` by name.
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const CORE = '@tensorflow/tfjs-core';
const MODULES = { [CORE]: 'tfjs-core.js', '@tensorflow/tfjs-backend-wasm': 'tfjs-backend-wasm.js' };
const require = createRequire(import.meta.url);
const out = join(import.meta.dirname, '../dist/browser');

/** The packages of which a bundle holds code. */
function packagesIn({ modules }) {
  const written = Object.keys(modules).filter((id) => modules[id].renderedLength > 0);
  const names = written.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^./][^/]*)\//.exec(id)?.[1]);
  return [...new Set(names.filter((found) => found !== undefined))].sort();
}

await mkdir(out, { recursive: true });
for (const [name, file] of Object.entries(MODULES)) {
  const bundle = await rolldown({
    input: name,
    platform: 'browser',
    external: name === CORE ? [] : [CORE],
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true, comments: { legal: false } });
  await bundle.close();
  if (output.length > 1) throw new Error(`${name} became ${output.length} files`);
  const { version } = require(`${name}/package.json`);
  const header = `// ${name} ${version}, Copyright Google LLC, Apache-2.0: bundled and minified.\n`;
  const inside = `// Packages inside, see NOTICE: ${packagesIn(output[0]).join(', ')}\n`;
  await writeFile(join(out, file), header + inside + output[0].code);
}
