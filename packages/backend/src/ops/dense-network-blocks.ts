// One block of rows through a dense network and back.
import { type Address, GEMM } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import type { PlacedLayer, Plan } from './dense-network-plan.ts';
import type { HiddenActivation } from './hidden-activation.ts';

/** @param targets where each layer's output goes; 0 for a buffer of the plan */
export function forwardBlock(
  pack: KernelPack,
  { layers, buffers, scratch }: Plan,
  activation: HiddenActivation,
  x: Address,
  targets: readonly Address[],
  count: number,
): void {
  let input = x;
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index] as PlacedLayer;
    const output = targets[index] || buffers[index % 2 === 0 ? 0 : 1];
    runLayer(pack, layer, input, output, count, index < layers.length - 1 ? activation : null, scratch);
    input = output;
  }
}

/** Addresses of a block's rows, and of the gradients, which all blocks share. */
export type BackwardBlock = {
  readonly x: Address;
  readonly dx: Address;
  readonly dy: Address;
  /** Outputs of the hidden layers but the first. */
  readonly hidden: readonly Address[];
  readonly kernels: readonly Address[];
  readonly biases: readonly Address[];
  readonly count: number;
  /** Whether the gradients hold what the blocks before gave. */
  readonly accumulate: boolean;
};

export function backwardBlock(
  pack: KernelPack,
  { layers, buffers, scratch }: Plan,
  activation: HiddenActivation,
  at: BackwardBlock,
): void {
  const { kernels } = pack;
  const [recomputed, even, odd] = buffers;
  const { x, count, accumulate } = at;
  const sum = accumulate ? GEMM.accumulate : 0;
  if (layers.length > 1) runLayer(pack, layers[0] as PlacedLayer, x, recomputed, count, activation, scratch);
  let upstream = at.dy;
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs: m, outputs: n, kernel, packedTransposed: packed } = layers[index] as PlacedLayer;
    const input = index === 0 ? x : index === 1 ? recomputed : (at.hidden[index - 2] ?? 0);
    const dKernel = at.kernels[index] ?? 0;
    kernels.gemm(input, 4 * m, 1, upstream, 4 * n, 0, dKernel, 4 * n, m, n, count, sum, 0, 0, scratch);
    kernels.addColumnSums(upstream, count, n, at.biases[index] ?? 0, Number(!accumulate));
    const down = index === 0 ? at.dx : index % 2 === 0 ? even : odd;
    const flags = index > 0 && activation === 'relu' ? GEMM.mask : 0;
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
  { inputs: k, outputs: n, kernel, bias, packed }: PlacedLayer,
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
