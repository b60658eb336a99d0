// The dense network on the kernel pack: blocks of rows run through all layers while they are in the cache.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Address } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import type {
  DenseLayer,
  DenseNetworkGradients,
  DenseNetworkSaved,
  GradientTensors,
} from './dense-network.ts';
import { backwardBlock, forwardBlock } from './dense-network-blocks.ts';
import { outputShape } from './dense-network-composed.ts';
import { BLOCK_ROWS, place } from './dense-network-plan.ts';
import type { HiddenActivation } from './hidden-activation.ts';

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
  const plan = place(pack, layers, rows, { isBackward: false });
  const to = plan.layers.map((_, index) => {
    const target = index === layers.length - 1 ? value : hidden[index - 1];
    return target ? pack.address(target) : 0;
  });
  const from = pack.address(x);
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const input = from + 4 * row * (plan.layers[0]?.inputs ?? 0);
    const targets = to.map(
      (target, index) => target && target + 4 * row * (plan.layers[index]?.outputs ?? 0),
    );
    forwardBlock(pack, plan, activation, input, targets, Math.min(BLOCK_ROWS, rows - row));
  }
  return { value, hidden };
}

export function backwardOnPack(
  pack: KernelPack,
  { x, layers, activation, hidden }: DenseNetworkSaved,
  dy: Tensor,
  into: GradientTensors | undefined,
): DenseNetworkGradients {
  const rows = rowCount(x);
  const dx = pack.tensor(x.shape);
  const { kernels, biases, at } = gradientsOnPack(pack, layers, rows, into);
  const plan = place(pack, layers, rows, { isBackward: true });
  const [from, to, up] = [pack.address(x), pack.address(dx), pack.address(dy)];
  const saved = hidden.map((tensor) => pack.address(tensor));
  const { inputs } = plan.layers[0] ?? { inputs: 0 };
  const { outputs } = plan.layers.at(-1) ?? { outputs: 0 };
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    backwardBlock(pack, plan, activation, {
      ...at,
      x: from + 4 * row * inputs,
      dx: to + 4 * row * inputs,
      dy: up + 4 * row * outputs,
      hidden: saved.map((address, index) => address + 4 * row * (plan.layers[index + 1]?.outputs ?? 0)),
      count: Math.min(BLOCK_ROWS, rows - row),
      accumulate: row > 0,
    });
  }
  return { dx, kernels, biases };
}

/** Tensors for the gradients of kernels and biases, and where they lie; the first block writes them. */
export function gradientsOnPack(
  pack: KernelPack,
  layers: readonly DenseLayer[],
  rows: number,
  into: GradientTensors | undefined,
): {
  readonly kernels: Tensor[];
  readonly biases: Tensor[];
  readonly at: { readonly kernels: readonly Address[]; readonly biases: readonly Address[] };
} {
  const make = (parameter: Tensor) => into?.(parameter) ?? pack.tensor(parameter.shape);
  const kernels = layers.map(({ kernel }) => make(kernel));
  const biases = layers.map(({ bias }) => make(bias));
  const at = {
    kernels: kernels.map((tensor) => pack.address(tensor)),
    biases: biases.map((tensor) => pack.address(tensor)),
  };
  if (rows === 0) {
    for (const tensor of [...kernels, ...biases]) pack.floats(pack.address(tensor), tensor.size).fill(0);
  }
  return { kernels, biases, at };
}

function rowCount(x: Tensor): number {
  return x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
}
