import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { inflate } from '../embedded.ts';
import { additionalKernels } from './additional.ts';
import { convolutionKernels } from './convolution.ts';
import { matrixKernels } from './matrix-product.ts';
import { type BuildName, usePack } from './memory.ts';
import { partKernels } from './parts.ts';
import { reductionKernels } from './reduction.ts';
import { transposeKernels } from './transpose.ts';
import { unaryKernels } from './unary.ts';
import { compileWideProducts } from './wide-products.ts';

/** A kernel of this pack, which hands what it does not cover to the stock one. */
export type Replacement = (stock: KernelFunc) => KernelFunc;

/** `(func (param v128 v128 v128) (result v128) (f32x4.relaxed_madd …))`: valid only with relaxed SIMD. */
const RELAXED_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11],
);

type Installed = { readonly build: BuildName; readonly vectorBits: 128 | 256 };

let installed: Installed | undefined;

/**
 * Puts the kernel pack on the running wasm backend: loads the build that fits this engine (or, `portable`,
 * the one whose bits are the same on every engine) and replaces the stock kernels that are slow, adds those that training lacks.
 *
 * @param wideVectors whether products may run on vectors of 256 bits where the engine has them
 * @returns which build runs, and the width of the vectors of its products
 */
export async function installKernels({
  portable = false,
  wideVectors = true,
}: {
  readonly portable?: boolean;
  readonly wideVectors?: boolean;
} = {}): Promise<Installed> {
  if (installed !== undefined) return installed;
  const build = !portable && WebAssembly.validate(RELAXED_PROBE) ? 'relaxed' : 'portable';
  const wideProducts = wideVectors ? await compileWideProducts(build) : null;
  const module = await WebAssembly.compile(await kernelBytes(build));
  await usePack({ name: build, module, wideProducts });
  const replacements = {
    ...matrixKernels,
    ...unaryKernels,
    ...reductionKernels,
    ...transposeKernels,
    ...partKernels,
    ...convolutionKernels,
  };
  for (const [name, replacement] of Object.entries(replacements)) replaceKernel(name, replacement);
  for (const [kernelName, kernelFunc] of Object.entries(additionalKernels)) {
    if (getKernel(kernelName, 'wasm') === undefined) {
      registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
    }
  }
  installed = { build, vectorBits: wideProducts ? 256 : 128 };
  return installed;
}

async function kernelBytes(build: BuildName): Promise<Uint8Array<ArrayBuffer>> {
  const { kernelBinary } =
    build === 'relaxed'
      ? await import('../generated/kernels-relaxed.ts')
      : await import('../generated/kernels-portable.ts');
  return inflate(kernelBinary);
}

function replaceKernel(kernelName: string, replacement: Replacement): void {
  const stock: KernelConfig | undefined = getKernel(kernelName, 'wasm');
  if (stock === undefined) return;
  unregisterKernel(kernelName, 'wasm');
  registerKernel({ ...stock, kernelFunc: replacement(stock.kernelFunc) });
}
