// A coupling and its dense network on the kernel pack: each block of rows goes through all of it at once.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Address } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import { COUPLING_MODES, couplingBound } from './coupling.ts';
import type { DenseCoupling } from './coupling-network.ts';
import type { DenseLayer, DenseNetworkGradients, GradientTensors } from './dense-network.ts';
import { backwardBlock, forwardBlock } from './dense-network-blocks.ts';
import { gradientsOnPack } from './dense-network-kernels.ts';
import { BLOCK_ROWS, type Plan, place } from './dense-network-plan.ts';
import type { WithLogDet } from './types.ts';

/** @returns `network`, all that the network's backward pass needs, or null where it is not asked for */
export function applyOnPack(
  pack: KernelPack,
  x: Tensor,
  coupling: DenseCoupling,
  rows: number,
  save: boolean,
): WithLogDet & { readonly network: Tensor | null } {
  const { layers, activation, transformed } = coupling;
  const { features } = transformed;
  const value = pack.tensor(x.shape);
  const logDet = pack.tensor([rows]);
  const outputs = savedOutputs(layers);
  const network = save ? pack.tensor([rows, outputs.width]) : null;
  const block = placeBlock(pack, coupling, rows, false);
  const { kernels } = pack;
  const [from, to, toLogDet] = [pack.address(x), pack.address(value), pack.address(logDet)];
  const store = network && pack.address(network);
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - row);
    const input = from + 4 * row * features;
    kernels.gatherColumns(input, block.steering, block.identity, count, features, block.steeringWidth);
    const targets = store === null ? block.buffered : outputs.at(store, rows, row);
    forwardBlock(pack, block.plan, activation, block.steering, targets, count);
    kernels.coupling(
      input,
      targets.at(-1) ?? 0,
      block.transformed,
      to + 4 * row * features,
      toLogDet + 4 * row,
      count,
      features,
      transformed.indices.length,
      1,
      ...block.how,
      block.couplingWorkspace,
    );
  }
  return { value, logDet, network };
}

export function backwardOnPack(
  pack: KernelPack,
  {
    coupling,
    z,
    network,
  }: { readonly coupling: DenseCoupling; readonly z: Tensor; readonly network: Tensor },
  { dValue, dLogDet }: { readonly dValue: Tensor; readonly dLogDet: Tensor },
  into: GradientTensors | undefined,
): DenseNetworkGradients {
  const { layers, activation, transformed } = coupling;
  const { features } = transformed;
  const rows = z.shape[0] ?? 0;
  const dx = pack.tensor(z.shape);
  const { kernels: dKernels, biases, at } = gradientsOnPack(pack, layers, rows, into);
  const outputs = savedOutputs(layers);
  const block = placeBlock(pack, coupling, rows, true);
  const { kernels } = pack;
  const [latent, up, upLogDet] = [pack.address(z), pack.address(dValue), pack.address(dLogDet)];
  const [to, store] = [pack.address(dx), pack.address(network)];
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - row);
    const offset = 4 * row * features;
    const saved = outputs.at(store, rows, row);
    kernels.couplingGradient(
      latent + offset,
      saved.at(-1) ?? 0,
      block.transformed,
      up + offset,
      upLogDet + 4 * row,
      to + offset,
      block.output,
      count,
      features,
      transformed.indices.length,
      1,
      ...block.how,
      block.couplingWorkspace,
    );
    kernels.gatherColumns(
      latent + offset,
      block.steering,
      block.identity,
      count,
      features,
      block.steeringWidth,
    );
    backwardBlock(pack, block.plan, activation, {
      ...at,
      x: block.steering,
      dx: block.dSteering,
      dy: block.output,
      hidden: saved.slice(1, -1),
      count,
      accumulate: row > 0,
    });
    kernels.scatterAddColumns(
      block.dSteering,
      to + offset,
      block.identity,
      count,
      features,
      block.steeringWidth,
    );
  }
  return { dx, kernels: dKernels, biases };
}

/** Outputs of all layers but a hidden first one, which is computed again, one after the other in one tensor. */
function savedOutputs(layers: readonly DenseLayer[]) {
  const widths = layers.map(({ bias }, index) => (index === 0 && layers.length > 1 ? 0 : bias.size));
  return {
    width: widths.reduce((sum, width) => sum + width, 0),
    /** Where each layer's output of a row begins; 0 for what is not saved. */
    at(store: Address, rows: number, row: number): Address[] {
      let next = store;
      return widths.map((width) => {
        if (width === 0) return 0;
        const start = next + 4 * row * width;
        next += 4 * rows * width;
        return start;
      });
    },
  };
}

type Block = {
  readonly plan: Plan;
  readonly identity: Address;
  readonly transformed: Address;
  readonly steeringWidth: number;
  readonly steering: Address;
  readonly dSteering: Address;
  /** The network's output, or its gradient. */
  readonly output: Address;
  /** Targets of a forward pass that saves nothing. */
  readonly buffered: readonly Address[];
  readonly couplingWorkspace: Address;
  /** The coupling kernels' arguments mode, bound, inverse, shiftFirst. */
  readonly how: readonly [number, number, number, number];
};

function placeBlock(pack: KernelPack, coupling: DenseCoupling, rows: number, isBackward: boolean): Block {
  const { layers, identity, transformed, scale, direction, order } = coupling;
  const steeringWidth = identity.indices.length;
  const count = Math.min(BLOCK_ROWS, rows);
  const steeringBytes = 4 * count * steeringWidth;
  const outputBytes = 4 * count * (layers.at(-1)?.bias.size ?? 0);
  const workspaceBytes = pack.kernels.couplingWorkspace(transformed.indices.length);
  const lists = identity.indices.length + transformed.indices.length;
  const extra = workspaceBytes + 2 * steeringBytes + outputBytes + 4 * lists;
  const plan = place(pack, layers, rows, { isBackward, extra });
  const steering = plan.extra + workspaceBytes;
  const dSteering = steering + steeringBytes;
  const output = dSteering + steeringBytes;
  const list = output + outputBytes;
  const indices = pack.integers(list, lists);
  indices.set(identity.indices);
  indices.set(transformed.indices, steeringWidth);
  return {
    plan,
    identity: list,
    transformed: list + 4 * steeringWidth,
    steeringWidth,
    steering,
    dSteering,
    output,
    buffered: layers.map((_, index) => (index === layers.length - 1 ? output : 0)),
    couplingWorkspace: plan.extra,
    how: [
      COUPLING_MODES[scale.kind],
      couplingBound(scale),
      Number(direction === 'inverse'),
      Number(order === 'shiftFirst'),
    ],
  };
}
