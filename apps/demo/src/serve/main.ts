// Builds the page, serves it and prints the address until a signal comes: what `npm run demo` runs.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';

const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } });
const root = join(import.meta.dirname, '../..');
const shared = { configFile: join(root, 'vite.config.ts'), logLevel: 'error', mode: 'production' } as const;

console.log('flow: building the demo');
await build(shared);
const server = await preview({
  ...shared,
  preview: { port: Number(values.port ?? 4173), host: values.host ?? 'localhost' },
});
for (const url of [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])])
  console.log(`flow: the demo is at ${url}`);
console.log('flow: Ctrl+C ends it');

// Vite has a listener of its own for one of them, which would end with another code.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.prependOnceListener(signal, () => {
    process.exitCode = 0;
    void server.close().then(() => process.exit());
  });
