// The dense network on the kernel pack: blocks of rows run through all layers while they are in the cache.
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Address, GEMM } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import type { DenseLayer, DenseNetworkGradients, DenseNetworkSaved } from './dense-network.ts';
import { outputShape } from './dense-network-composed.ts';
import type { HiddenActivation } from './hidden-activation.ts';

const BLOCK_ROWS = 192;

/** A layer in WASM memory; `packed` is its kernel (backward: also transposed) as `packB` lays it out. */
type Placed = {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Address;
  readonly bias: Address;
  readonly packed: Address;
  readonly packedTransposed: Address;
};

type Plan = {
  readonly layers: readonly Placed[];
  readonly buffers: readonly [Address, Address, Address];
  readonly scratch: Address;
};

export function runsOnPack(activation: HiddenActivation): boolean {
  return activation === 'relu' || activation === 'tanh';
}

export function forwardOnPack(
  pack: KernelPack,
  x: Tensor,
  layers: readonly DenseLayer[],
  activation: HiddenActivation,
  save: boolean,
): { readonly value: Tensor; readonly hidden: readonly Tensor[] } {
  const rows = rowCount(x);
  const value = pack.tensor(outputShape(x, layers));
  const hidden = save ? layers.slice(1, -1).map(({ bias }) => pack.tensor([rows, bias.size])) : [];
  const plan = place(pack, layers, rows, false);
  const targets = [null, ...(save ? hidden : layers.slice(1, -1).map(() => null)), value].slice(
    -layers.length,
  );
  const to = targets.map((tensor) => tensor && pack.address(tensor));
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - row);
    let input = pack.address(x) + 4 * row * (plan.layers[0]?.inputs ?? 0);
    plan.layers.forEach((layer, index) => {
      const target = to[index];
      const output = target ? target + 4 * row * layer.outputs : plan.buffers[index % 2 === 0 ? 0 : 1];
      runLayer(
        pack,
        layer,
        input,
        output,
        count,
        index < plan.layers.length - 1 ? activation : null,
        plan.scratch,
      );
      input = output;
    });
  }
  return { value, hidden };
}

export function backwardOnPack(
  pack: KernelPack,
  saved: DenseNetworkSaved,
  dy: Tensor,
): DenseNetworkGradients {
  const { x, layers } = saved;
  const rows = rowCount(x);
  const dx = pack.tensor(x.shape);
  const kernels = layers.map(({ kernel }) => pack.tensor(kernel.shape));
  const biases = layers.map(({ bias }) => pack.tensor(bias.shape));
  const plan = place(pack, layers, rows, true);
  for (const tensor of [...kernels, ...biases]) pack.floats(pack.address(tensor), tensor.size).fill(0);
  const at = {
    x: pack.address(x),
    dx: pack.address(dx),
    dy: pack.address(dy),
    hidden: saved.hidden.map((tensor) => pack.address(tensor)),
    kernels: kernels.map((tensor) => pack.address(tensor)),
    biases: biases.map((tensor) => pack.address(tensor)),
  };
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    backwardBlock(pack, plan, saved.activation, at, row, Math.min(BLOCK_ROWS, rows - row));
  }
  return { dx, kernels, biases };
}

type Addresses = {
  readonly x: Address;
  readonly dx: Address;
  readonly dy: Address;
  readonly hidden: readonly Address[];
  readonly kernels: readonly Address[];
  readonly biases: readonly Address[];
};

function backwardBlock(
  pack: KernelPack,
  { layers, buffers, scratch }: Plan,
  activation: HiddenActivation,
  at: Addresses,
  row: number,
  count: number,
): void {
  const { kernels } = pack;
  const [recomputed, even, odd] = buffers;
  const [first] = layers;
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return;
  const x = at.x + 4 * row * first.inputs;
  if (layers.length > 1) runLayer(pack, first, x, recomputed, count, activation, scratch);
  let upstream = at.dy + 4 * row * last.outputs;
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index] ?? first;
    const { inputs: m, outputs: n } = layer;
    const input = index === 0 ? x : index === 1 ? recomputed : (at.hidden[index - 2] ?? 0) + 4 * row * m;
    const dKernel = at.kernels[index] ?? 0;
    kernels.gemm(
      input,
      4 * m,
      1,
      upstream,
      4 * n,
      0,
      dKernel,
      4 * n,
      m,
      n,
      count,
      GEMM.accumulate,
      0,
      0,
      scratch,
    );
    kernels.addColumnSums(upstream, count, n, at.biases[index] ?? 0);
    const down = index === 0 ? at.dx + 4 * row * m : index % 2 === 0 ? even : odd;
    const flags = index > 0 && activation === 'relu' ? GEMM.mask : 0;
    const { kernel, packedTransposed: packed } = layer;
    kernels.gemmPrepared(
      upstream,
      4 * n,
      kernel,
      4 * n,
      1,
      packed,
      down,
      4 * m,
      count,
      m,
      n,
      flags,
      0,
      input,
      scratch,
    );
    if (index > 0 && activation === 'tanh') kernels.tanhGradient(input, down, count * m);
    upstream = down;
  }
}

/** activation(input·K + b), or linear for null. */
function runLayer(
  { kernels }: KernelPack,
  { inputs: k, outputs: n, kernel, bias, packed }: Placed,
  input: Address,
  output: Address,
  count: number,
  activation: HiddenActivation | null,
  scratch: Address,
): void {
  const flags = GEMM.bias | (activation === 'relu' ? GEMM.relu : 0);
  kernels.gemmPrepared(
    input,
    4 * k,
    kernel,
    4 * n,
    0,
    packed,
    output,
    4 * n,
    count,
    n,
    k,
    flags,
    bias,
    0,
    scratch,
  );
  if (activation === 'tanh') kernels.tanh(output, output, count * n);
}

/** Lays out the workspace and packs the kernels, once for all blocks. */
function place(pack: KernelPack, layers: readonly DenseLayer[], rows: number, isBackward: boolean): Plan {
  const { kernels } = pack;
  const block = Math.min(BLOCK_ROWS, rows);
  const sizes = layers.map(({ kernel: { shape } }) => ({ inputs: shape[0] ?? 0, outputs: shape[1] ?? 0 }));
  const widest = Math.max(...sizes.flatMap(({ inputs, outputs }) => [inputs, outputs]));
  const packedBytes = sizes.map(({ inputs, outputs }) => ({
    straight: 4 * kernels.packedSize(inputs, outputs),
    transposed: isBackward ? 4 * kernels.packedSize(outputs, inputs) : 0,
  }));
  const scratchBytes = sizes.map(({ inputs: k, outputs: n }) =>
    Math.max(
      kernels.gemmWorkspace(block, n, k),
      kernels.gemmWorkspace(block, k, n),
      kernels.gemmWorkspace(k, n, block),
    ),
  );
  const bufferBytes = 4 * block * widest;
  const total = packedBytes.reduce((sum, { straight, transposed }) => sum + straight + transposed, 0);
  const start = pack.workspace(total + 3 * bufferBytes + Math.max(...scratchBytes));
  let next = start;
  const placed = layers.map(({ kernel, bias }, index): Placed => {
    const { inputs, outputs } = sizes[index] ?? { inputs: 0, outputs: 0 };
    const { straight, transposed } = packedBytes[index] ?? { straight: 0, transposed: 0 };
    const from = pack.address(kernel);
    const packed = next;
    const packedTransposed = packed + straight;
    next = packedTransposed + transposed;
    kernels.packB(from, 4 * outputs, 0, inputs, outputs, packed);
    if (isBackward) kernels.packB(from, 4 * outputs, 1, outputs, inputs, packedTransposed);
    return { inputs, outputs, kernel: from, bias: pack.address(bias), packed, packedTransposed };
  });
  return {
    layers: placed,
    buffers: [next, next + bufferBytes, next + 2 * bufferBytes],
    scratch: next + 3 * bufferBytes,
  };
}

function rowCount(x: Tensor): number {
  return x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
}
