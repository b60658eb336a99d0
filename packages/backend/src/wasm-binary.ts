import { inflate } from './embedded.ts';
import { FlowError } from './errors.ts';

/** `(module (func (result v128) i32.const 0 i8x16.splat))`: valid only where WASM has SIMD. */
const SIMD_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  8,
  1,
  6,
  0,
  65,
  0,
  253,
  15,
  11,
);

/** Some of what tfjs's single-threaded binaries export; the threaded one imports its memory instead. */
const STOCK_EXPORTS = ['memory', 'init', 'register_tensor', 'dispose_data'];

/**
 * The bytes of tfjs's SIMD binary, compiled once to be sure of them: tfjs itself would hang the page or
 * kill the process on a bad one.
 *
 * @throws simd-missing, binary-unusable
 */
export async function loadBinary(
  source?: string | URL | Uint8Array | ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(SIMD_PROBE)) {
    throw new FlowError('simd-missing', {
      message:
        'This engine has no WebAssembly SIMD. Use Node 20 or newer or a browser of 2023 or newer, or init({ backend: "cpu" }).',
    });
  }
  const bytes = source === undefined ? await embeddedBinary() : await givenBinary(source);
  const module = await WebAssembly.compile(bytes).catch((cause) => {
    throw unusable(source, 'It is not a WebAssembly binary, or it was damaged on the way.', cause);
  });
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  if (STOCK_EXPORTS.every((name) => exported.has(name))) return bytes;
  throw unusable(source, 'It is a WebAssembly binary, but not tfjs-backend-wasm-simd.wasm.');
}

async function embeddedBinary(): Promise<Uint8Array<ArrayBuffer>> {
  const { stockBinary } = await import('./generated/stock-binary.ts');
  return inflate(stockBinary);
}

async function givenBinary(
  source: string | URL | Uint8Array | ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Uint8Array) return new Uint8Array(source);
  const address = String(source);
  try {
    return await readAddress(address);
  } catch (cause) {
    throw unusable(source, 'It could not be read; leave the option out to use the embedded binary.', cause);
  }
}

async function readAddress(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const isFile = address.startsWith('file:') || !/^[a-z][a-z\d+.-]+:/i.test(address);
  if (isFile && typeof process !== 'undefined' && process.versions?.node !== undefined) {
    // Asked for, not imported: bundlers for the page must not look for it.
    const { readFile } = process.getBuiltinModule('node:fs/promises');
    return new Uint8Array(await readFile(address.startsWith('file:') ? new URL(address) : address));
  }
  const response = await fetch(address);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${address}`);
  return new Uint8Array(await response.arrayBuffer());
}

function unusable(source: unknown, message: string, cause?: unknown): FlowError {
  const received = typeof source === 'string' || source instanceof URL ? String(source) : 'bytes';
  return new FlowError('binary-unusable', { argument: 'wasm', message, received, cause });
}
