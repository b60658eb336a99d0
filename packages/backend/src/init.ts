import { setWasmPaths, version_wasm as versionWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  engine,
  env,
  findBackendFactory,
  getBackend,
  ready,
  setBackend,
  version_core as versionCore,
} from '@tensorflow/tfjs-core';
import { FlowError } from './errors.ts';
import { registerGradients } from './generated/register-gradients.ts';
import { installKernels } from './kernels/install.ts';
import { missingKernels } from './preflight.ts';
import { loadBinary } from './wasm-binary.ts';

export type InitOptions = {
  /** A tfjs backend by name. Others than `wasm` must be imported by the caller first. */
  readonly backend?: string;
  /**
   * Where tfjs-backend-wasm-simd.wasm lies: a URL, a path (Node) or its bytes. By default the copy that is
   * embedded in this package is used, which needs no configuration.
   */
  readonly wasm?: string | URL | Uint8Array | ArrayBuffer;
  /**
   * Use the portable kernels on every engine: the same seed gives the same bits in Node and in browsers, at
   * about three quarters of the speed. Off by default.
   */
  readonly reproducible?: boolean;
  /**
   * Whether matrix products may run on vectors of 256 bits, of the same bits and nearly twice as fast: in Node 24 on
   * x64 processors with AVX2. For the compilation of that one module, about 50 ms, `init` sets V8's flag
   * `--experimental-wasm-revectorize` and puts it back; the result is checked before it is used. On by default.
   */
  readonly wideVectors?: boolean;
};

/** What `init()` chose. */
export type BackendInfo = {
  /** The tfjs backend that runs. */
  readonly backend: string;
  /** Where the WASM binary came from; `null` on another backend or where the page had booted it already. */
  readonly binary: 'embedded' | 'given' | null;
  /** Which build of the training kernels runs; `null` on another backend. */
  readonly kernels: 'relaxed' | 'portable' | null;
  /** Width of the vectors of its matrix products; `null` on another backend. */
  readonly vectorBits: 128 | 256 | null;
  /** tfjs kernels that training needs and this backend lacks; models still score and sample without them. */
  readonly missingForTraining: readonly string[];
  /** Of TensorFlow.js: `4.22.0`. */
  readonly version: string;
  /** The choice in a sentence, to print or log. */
  readonly message: string;
};

const TESTED_VERSION = '4.22.0';
/** tfjs asks this address for its binary while it boots; `fetch` of the platform answers it for that time. */
const PRIVATE_ADDRESS = 'flow-embedded:';

let running: { readonly options: InitOptions; readonly info: Promise<BackendInfo> } | undefined;
let booted = false;

/**
 * Boots TensorFlow.js: WASM with SIMD unless another backend is named, gradients registered. Call it once,
 * before anything else; further calls return the same answer.
 *
 * @returns what was chosen
 * @throws backend-missing, binary-unusable, simd-missing, version-mismatch, already-initialized
 * @example
 * ```ts
 * const info = await init();
 * info.backend; // 'wasm'
 * // TensorFlow.js 4.22.0 on wasm (SIMD, one thread, relaxed kernels, 256 bits), binary embedded
 * console.log(info.message);
 * ```
 */
export function init(options: InitOptions = {}): Promise<BackendInfo> {
  if (running !== undefined) {
    const conflict = findConflict(running.options, options);
    return conflict === null ? running.info : Promise.reject(conflict);
  }
  const info = boot(options);
  running = { options, info };
  info.then(
    () => {
      booted = true;
    },
    () => {
      running = undefined;
    },
  );
  return info;
}

function findConflict(first: InitOptions, next: InitOptions): FlowError | null {
  for (const [argument, fallback] of [
    ['backend', 'wasm'],
    ['reproducible', false],
    ['wideVectors', true],
  ] as const) {
    const expected = first[argument] ?? fallback;
    if (next[argument] === undefined || next[argument] === expected) continue;
    return new FlowError('already-initialized', {
      argument,
      message:
        'init() has been called with another choice, and tensors live on it; choose in the first call.',
      expected: String(expected),
      received: String(next[argument]),
    });
  }
  return null;
}

/**
 * Throws a clear error where `init()` has not finished.
 *
 * @param what what the caller was about to make
 * @throws not-initialized
 * @example
 * ```ts
 * await init();
 * requireInit('A flow'); // undefined
 * ```
 */
export function requireInit(what: string): void {
  if (booted) return;
  throw new FlowError('not-initialized', {
    message: `${what} needs a running backend: put \`await init()\` first (exported by every @flow package).`,
  });
}

async function boot({
  backend = 'wasm',
  wasm,
  reproducible = false,
  wideVectors = true,
}: InitOptions): Promise<BackendInfo> {
  checkVersions();
  registerGradients();
  // Not findBackend(): where there is none yet, it starts one, with tfjs's own way to find the binary.
  const binary = backend === 'wasm' && !('wasm' in engine().registry) ? await bootWasm(wasm) : null;
  if (findBackendFactory(backend) == null) {
    throw new FlowError('backend-missing', {
      argument: 'backend',
      message: `No tfjs backend of this name is registered: import '@tensorflow/tfjs-backend-${backend}' before init().`,
      received: backend,
    });
  }
  if (getBackend() !== backend && !(await setBackend(backend))) {
    throw new FlowError('backend-missing', {
      argument: 'backend',
      message: 'This backend did not start here; its own message is in the console.',
      received: backend,
    });
  }
  await ready();
  const installed = backend === 'wasm' ? await installKernels({ portable: reproducible, wideVectors }) : null;
  const { build: kernels = null, vectorBits = null } = installed ?? {};
  const wide = vectorBits === 256 ? ', 256 bits' : '';
  const detail = kernels
    ? ` (SIMD, one thread, ${kernels} kernels${wide})${binary ? `, binary ${binary}` : ''}`
    : '';
  const missingForTraining = missingKernels(backend);
  const lack = missingForTraining.length > 0 ? `; it cannot train: no ${missingForTraining.join(', ')}` : '';
  const message = `TensorFlow.js ${versionCore} on ${backend}${detail}${lack}`;
  return { backend, binary, kernels, vectorBits, missingForTraining, version: versionCore, message };
}

function checkVersions(): void {
  for (const [name, version] of [
    ['@tensorflow/tfjs-core', versionCore],
    ['@tensorflow/tfjs-backend-wasm', versionWasm],
  ]) {
    if (version === TESTED_VERSION) continue;
    throw new FlowError('version-mismatch', {
      argument: String(name),
      message: `Install the version that @flow is built on: npm install ${name}@${TESTED_VERSION}.`,
      expected: TESTED_VERSION,
      received: String(version),
    });
  }
}

async function bootWasm(wasm: InitOptions['wasm']): Promise<'embedded' | 'given'> {
  const bytes = await loadBinary(wasm);
  // The threaded binary hangs in Node, and cross-origin isolated pages would take it.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  env().set('WASM_HAS_SIMD_SUPPORT', true);
  setWasmPaths(PRIVATE_ADDRESS, true);
  const platform = env().platform;
  const platformFetch = platform.fetch;
  platform.fetch = (address, request) =>
    address.startsWith(PRIVATE_ADDRESS)
      ? Promise.resolve(new Response(bytes))
      : platformFetch.call(platform, address, request);
  try {
    await setBackend('wasm');
  } finally {
    platform.fetch = platformFetch;
  }
  return wasm === undefined ? 'embedded' : 'given';
}
