// After tsc: puts the whole program of a page's worker into dist/, as text that loads when it is asked for. A blob needs
// no address, so that every bundler, every development server and a page without either start it without configuration.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const dist = join(import.meta.dirname, '../dist');

const START = `let address;

/** Starts the embedded program of a worker in a thread of the page. */
export async function startWebWorker() {
  address ??= URL.createObjectURL(await program());
  return new Worker(address, { type: 'module' });
}

async function program() {
  const { webWorker } = await import('./generated/web-worker.js');
  const packed = Uint8Array.from(atob(webWorker), (character) => character.charCodeAt(0));
  const text = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Blob([await new Response(text).arrayBuffer()], { type: 'text/javascript' });
}
`;

/** The packages of others of which a bundle holds code. */
function packagesIn({ modules }) {
  const written = Object.keys(modules).filter((id) => modules[id].renderedLength > 0);
  const names = written.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^./][^/]*)\//.exec(id)?.[1]);
  return [...new Set(names.filter((found) => found !== undefined))].sort();
}

const bundle = await rolldown({
  input: join(dist, 'worker.js'),
  platform: 'browser',
  logLevel: 'warn',
  // Asked for under Node only, in a branch that a page's worker does not take.
  external: /^node:/,
});
const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
await bundle.close();
const [program, ...others] = output;
if (others.length > 0)
  throw new Error(`The worker is not in one file: ${others.map(({ fileName }) => fileName)}`);

const text = gzipSync(program.code, { level: 9 }).toString('base64');
await mkdir(join(dist, 'generated'), { recursive: true });
const inside = `// Packages inside, see NOTICE: ${packagesIn(program).join(', ')}\n`;
await writeFile(join(dist, 'generated/web-worker.js'), `${inside}export const webWorker = '${text}';\n`);
await writeFile(join(dist, 'web-worker.js'), START);
