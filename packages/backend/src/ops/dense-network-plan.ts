// Where a dense network lies in WASM memory while it runs.
import type { Address, Kernels } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import type { DenseLayer } from './dense-network.ts';

/** Rows that run through all layers while they are in the cache. */
export const BLOCK_ROWS = 192;

/** A layer in WASM memory; `packed` is its kernel (backward: also transposed) as `packB` lays it out. */
export type PlacedLayer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Address;
  readonly bias: Address;
  readonly packed: Address;
  readonly packedTransposed: Address;
};

export type Plan = {
  readonly layers: readonly PlacedLayer[];
  /** Each holds a block of the widest layer. */
  readonly buffers: readonly [Address, Address, Address];
  readonly scratch: Address;
  /** The bytes that were asked for beside those of the network. */
  readonly extra: Address;
};

type LayerSizes = {
  readonly inputs: number;
  readonly outputs: number;
  readonly packed: number;
  readonly packedTransposed: number;
};

type Sizes = {
  readonly kernels: Kernels;
  readonly layers: readonly LayerSizes[];
  readonly widest: number;
  readonly scratch: number;
};

const known = new WeakMap<readonly DenseLayer[], Sizes>();

/** Lays out the workspace and packs the kernels, once for all blocks. */
export function place(
  pack: KernelPack,
  layers: readonly DenseLayer[],
  rows: number,
  { isBackward, extra = 0 }: { readonly isBackward: boolean; readonly extra?: number },
): Plan {
  const sizes = sizesOf(pack.kernels, layers);
  const bufferBytes = 4 * Math.min(BLOCK_ROWS, rows) * sizes.widest;
  let total = 3 * bufferBytes + sizes.scratch + extra;
  for (const { packed, packedTransposed } of sizes.layers) total += packed + packedTransposed;
  let next = pack.workspace(total);
  const placed = layers.map(({ kernel, bias }, index): PlacedLayer => {
    const { inputs, outputs, ...bytes } = sizes.layers[index] ?? NO_LAYER;
    const from = pack.address(kernel);
    const packed = next;
    const packedTransposed = packed + bytes.packed;
    next = packedTransposed + bytes.packedTransposed;
    // Going back, only the first layer runs again.
    if (!isBackward || index === 0) pack.kernels.packB(from, 4 * outputs, 0, inputs, outputs, packed);
    if (isBackward) pack.kernels.packB(from, 4 * outputs, 1, outputs, inputs, packedTransposed);
    return { inputs, outputs, kernel: from, bias: pack.address(bias), packed, packedTransposed };
  });
  const scratch = next + 3 * bufferBytes;
  return {
    layers: placed,
    buffers: [next, next + bufferBytes, next + 2 * bufferBytes],
    scratch,
    extra: scratch + sizes.scratch,
  };
}

const NO_LAYER: LayerSizes = { inputs: 0, outputs: 0, packed: 0, packedTransposed: 0 };

/** Computed once for a list of layers: a network is the same at each step. */
function sizesOf(kernels: Kernels, layers: readonly DenseLayer[]): Sizes {
  const before = known.get(layers);
  if (before?.kernels === kernels && fits(before, layers)) return before;
  const own = layers.map(({ kernel: { shape } }): LayerSizes => {
    const [inputs = 0, outputs = 0] = shape;
    return {
      inputs,
      outputs,
      packed: 4 * kernels.packedSize(inputs, outputs),
      packedTransposed: 4 * kernels.packedSize(outputs, inputs),
    };
  });
  const sizes: Sizes = {
    kernels,
    layers: own,
    widest: Math.max(...own.flatMap(({ inputs, outputs }) => [inputs, outputs])),
    scratch: Math.max(...own.map(({ inputs, outputs }) => scratchBytes(kernels, inputs, outputs))),
  };
  known.set(layers, sizes);
  return sizes;
}

function fits({ layers: sizes }: Sizes, layers: readonly DenseLayer[]): boolean {
  return (
    sizes.length === layers.length &&
    layers.every(({ kernel: { shape } }, index) => {
      const size = sizes[index];
      return size?.inputs === shape[0] && size?.outputs === shape[1];
    })
  );
}

/** For the products forward, back and to the gradient of the kernel. */
function scratchBytes(kernels: Kernels, inputs: number, outputs: number): number {
  return Math.max(
    kernels.gemmWorkspace(BLOCK_ROWS, outputs, inputs),
    kernels.gemmWorkspace(BLOCK_ROWS, inputs, outputs),
    kernels.gemmWorkspace(inputs, outputs, BLOCK_ROWS),
  );
}
