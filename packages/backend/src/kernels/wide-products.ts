// The matrix product on vectors of 256 bits. WASM has 128; V8 can join neighbours on x64 with AVX2, but does not do it
// by itself yet. Each sum is the same chain of the same operations, so the bits stay those of the build.
import { inflate } from '../embedded.ts';
import type { BuildName } from './memory.ts';
import type { ProductKernels } from './product.ts';
import { isExact, isWideFaster } from './product-check.ts';

/** Of Node 24, where this was tested. */
const FIRST_V8 = 13;
/** Joined vectors, and optimised code at once instead of after a while; and what V8 does otherwise. */
const WIDE = ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation'];
const USUAL = ['--no-experimental-wasm-revectorize', '--liftoff', '--wasm-lazy-compilation'];

type SetFlags = (flags: string) => void;

/**
 * The product compiled for vectors of 256 bits: V8's flags are set for this one synchronous compilation and put back
 * after it. null where the engine does not do it, gains nothing by it, or gives a wrong product.
 */
export async function compileWideProducts(build: BuildName): Promise<WebAssembly.Module | null> {
  const setFlags = flagSetter();
  if (setFlags === null) return null;
  const { kernelBinary } =
    build === 'relaxed'
      ? await import('../generated/products-relaxed.ts')
      : await import('../generated/products-portable.ts');
  const module = compileWith(setFlags, await inflate(kernelBinary));
  if (module === null) return null;
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as unknown as ProductKernels;
  return isExact(kernels, memory) && isWideFaster(kernels) ? module : null;
}

/** Node's door to V8's flags. null elsewhere, and where whoever started Node has a say in how WASM is compiled. */
function flagSetter(): SetFlags | null {
  if (typeof process === 'undefined' || process.release?.name !== 'node' || process.arch !== 'x64')
    return null;
  const { v8 = '', bun, deno } = process.versions;
  if (!(Number.parseInt(v8, 10) >= FIRST_V8) || bun !== undefined || deno !== undefined) return null;
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
  if (given.some((flag) => /wasm|liftoff|jitless/.test(flag))) return null;
  // Not an import, which bundlers for the web would follow.
  return process.getBuiltinModule?.('node:v8')?.setFlagsFromString ?? null;
}

function compileWith(setFlags: SetFlags, bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  WIDE.forEach((flag) => void setFlags(flag));
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return null;
  } finally {
    USUAL.forEach((flag) => void setFlags(flag));
  }
}
