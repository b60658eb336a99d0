// Run as a process of its own: each case is one attempt to boot, in the order in which they would spoil each other.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getBackend } from '@tensorflow/tfjs-core';
import { FlowError } from './errors.ts';
import { type InitOptions, init, requireInit } from './init.ts';

const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

async function attempt(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    const { code, argument, received, message } = error;
    return { code, argument, received, message };
  }
}

const server = createServer((_, response) => response.writeHead(404).end('not here'));
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
const missing = `http://127.0.0.1:${(server.address() as AddressInfo).port}/missing.wasm`;
const stock = fileURLToPath(
  import.meta.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
);
const failing: Record<string, InitOptions> = {
  'no binary at all': { wasm: Uint8Array.of(1, 2, 3) },
  'another binary': { wasm: EMPTY_MODULE },
  'the threaded binary': { wasm: stock.replace('-simd.wasm', '-threaded-simd.wasm') },
  'a missing file': { wasm: './no-such-file.wasm' },
  'an address that answers 404': { wasm: missing },
  'an unknown backend': { backend: 'abacus' },
};

const results: Record<string, unknown> = { 'before init': await attempt(() => requireInit('A flow')) };
for (const [name, options] of Object.entries(failing)) results[name] = await attempt(() => init(options));
server.close();
results['after failures'] = await attempt(() => requireInit('A flow'));

const [first, second] = await Promise.all([init({ wasm: stock }), init({ wasm: stock })]);
results['two at once are one'] = first === second;
results['again is the same'] = (await init()) === first && (await init({ backend: 'wasm' })) === first;
results.info = first;
results.backend = getBackend();
results['after init'] = (await attempt(() => requireInit('A flow'))) ?? 'fine';
results['other backend'] = await attempt(() => init({ backend: 'cpu' }));
results['other kernels'] = await attempt(() => init({ reproducible: true }));
console.log(JSON.stringify(results));
