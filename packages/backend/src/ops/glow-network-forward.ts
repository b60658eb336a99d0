// The Glow network on the kernel pack. An actnorm's scale is folded into the kernel before it,
// h = relu(patches(x)·(K·e^s) + t·e^s), so that each stage is one matrix product.
import type { Tensor } from '@tensorflow/tfjs-core';
import { addPatches, takePatches } from '../kernels/convolution-geometry.ts';
import { type Address, GEMM, type Kernels } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import { multiply } from '../kernels/product.ts';
import { placeParts } from '../kernels/workspace.ts';
import type { GlowNetworkParameters } from './glow-network.ts';
import {
  eachBlock,
  GAIN,
  geometry,
  packedRight,
  type Right,
  type Sizes,
  scaledRight,
  sizesOf,
  TAPS,
} from './glow-network-sizes.ts';

export type Hidden = readonly [first: Tensor, second: Tensor];

/** Room for the hidden activations that `applyOnPack` keeps. */
export function hiddenTensors(pack: KernelPack, x: Tensor, p: GlowNetworkParameters): Hidden {
  const positions = x.shape.slice(0, 3);
  return [pack.tensor([...positions, p.shift1.size]), pack.tensor([...positions, p.shift2.size])];
}

/** @param hidden where the hidden activations go; null drops them */
export function applyOnPack<H extends Hidden | null>(
  pack: KernelPack,
  x: Tensor,
  parameters: GlowNetworkParameters,
  hidden: H,
): { readonly value: Tensor; readonly hidden: H } {
  const sizes = sizesOf(x, parameters);
  const { kernels, address } = pack;
  const { inputs, second, outputs } = sizes;
  const value = pack.tensor([...x.shape.slice(0, 3), outputs]);
  const patch = TAPS * outputs;
  const at = placeParts(pack, {
    ...hiddenParts(kernels, sizes, hidden === null),
    ...{ scale3: 4 * outputs, packed3: 4 * kernels.packedSize(second, patch) },
    turned3: outputs % 8 === 0 ? 0 : 4 * second * patch,
    patches: 4 * sizes.rows * TAPS * Math.max(inputs, outputs),
    scratch: Math.max(hiddenScratch(kernels, sizes), kernels.gemmWorkspace(sizes.rows, patch, second)),
  });
  const stages = foldHidden(pack, sizes, parameters, at);
  const turned = packTurned(kernels, sizes, address(parameters.kernel3), at);
  const [from, to, keep] = [address(x), address(value), keptHidden(pack, sizes, hidden, at)];
  const [ofInput, ofOutput] = [geometry(sizes, inputs), geometry(sizes, outputs)];
  const positions = sizes.batch * sizes.height * sizes.width;
  kernels.fillRows(address(parameters.bias3), to, positions, outputs);
  eachBlock(sizes, (line, lines, row, rows) => {
    const [h1, h2] = keep(row);
    takePatches(kernels, ofInput, from, at.patches, row, rows);
    runHidden(kernels, sizes, stages, rows, { ...at, h1, h2 });
    multiply(kernels, {
      ...{ a: h2, strideA: 4 * second, ...turned, c: at.patches, strideC: 4 * patch },
      ...{ m: rows, n: patch, k: second, scratch: at.scratch },
    });
    addPatches(kernels, ofOutput, { at: at.patches, stride: 4 * patch }, to, line, lines);
  });
  kernels.channelScales(address(parameters.logScale3), GAIN, at.scale3, outputs);
  kernels.scaleColumns(to, at.scale3, to, positions, outputs);
  return { value, hidden };
}

/** The last kernel as [second, reversed taps, outputs], with which a convolution is a product and `addPatches`. */
function packTurned(
  kernels: Kernels,
  { second, outputs }: Sizes,
  kernel3: Address,
  at: { readonly packed3: Address; readonly turned3: Address },
): Right {
  const tap = 4 * second * outputs;
  if (outputs % 8 === 0) {
    // Each tap fills panels of its own.
    for (let t = 0; t < TAPS; t++) {
      kernels.packB(kernel3 + t * tap, 4 * outputs, 0, second, outputs, at.packed3 + (TAPS - 1 - t) * tap);
    }
  } else {
    kernels.turnTaps(kernel3, at.turned3, TAPS, second, outputs, 0);
    kernels.packB(at.turned3, 4 * TAPS * outputs, 0, second, TAPS * outputs, at.packed3);
  }
  return packedRight(at.packed3);
}

type HiddenParts = Readonly<
  Record<'scale1' | 'bias1' | 'packed1' | 'scale2' | 'bias2' | 'packed2' | 'hidden1' | 'hidden2', Address>
>;

/** Bytes of the folded parameters of both hidden stages and, `buffers`, of a block of their activations. */
export function hiddenParts(kernels: Kernels, sizes: Sizes, buffers: boolean): HiddenParts {
  const { inputs, first, second } = sizes;
  const rows = buffers ? sizes.rows : 0;
  return {
    ...{ scale1: 4 * first, bias1: 4 * first, packed1: 4 * kernels.packedSize(TAPS * inputs, first) },
    ...{ scale2: 4 * second, bias2: 4 * second, packed2: 4 * kernels.packedSize(first, second) },
    ...{ hidden1: 4 * rows * first, hidden2: 4 * rows * second },
  };
}

export function hiddenScratch(kernels: Kernels, { rows, inputs, first, second }: Sizes): number {
  return Math.max(
    kernels.gemmWorkspace(rows, first, TAPS * inputs),
    kernels.gemmWorkspace(rows, second, first),
  );
}

export type HiddenStages = { readonly first: Right; readonly second: Right };

export function foldHidden(
  pack: KernelPack,
  { inputs, first, second }: Sizes,
  p: GlowNetworkParameters,
  at: HiddenParts,
): HiddenStages {
  const { kernels, address } = pack;
  hiddenScales(pack, p, at);
  kernels.scaleColumns(address(p.shift1), at.scale1, at.bias1, 1, first);
  kernels.scaleColumns(address(p.shift2), at.scale2, at.bias2, 1, second);
  return {
    first: scaledRight(kernels, address(p.kernel1), at.scale1, [TAPS * inputs, first], at.packed1),
    second: scaledRight(kernels, address(p.kernel2), at.scale2, [first, second], at.packed2),
  };
}

export function hiddenScales(
  { kernels, address }: KernelPack,
  { logScale1, logScale2 }: GlowNetworkParameters,
  at: Pick<HiddenParts, 'scale1' | 'scale2'>,
): void {
  kernels.channelScales(address(logScale1), 1, at.scale1, logScale1.size);
  kernels.channelScales(address(logScale2), 1, at.scale2, logScale2.size);
}

/** Where the hidden activations of a block lie: in the tensors that keep them, else in the workspace. */
export function keptHidden(
  { address }: KernelPack,
  { first, second }: Sizes,
  hidden: Hidden | null,
  at: Pick<HiddenParts, 'hidden1' | 'hidden2'>,
): (row: number) => readonly [h1: Address, h2: Address] {
  if (hidden === null) return () => [at.hidden1, at.hidden2];
  const [h1, h2] = [address(hidden[0]), address(hidden[1])];
  return (row) => [h1 + 4 * row * first, h2 + 4 * row * second];
}

/** h₁ and h₂ of a block of positions from the patches of x. */
export function runHidden(
  kernels: Kernels,
  { inputs, first, second }: Sizes,
  stages: HiddenStages,
  m: number,
  at: Pick<HiddenParts, 'bias1' | 'bias2'> & Readonly<Record<'patches' | 'scratch' | 'h1' | 'h2', Address>>,
): void {
  const shared = { m, flags: GEMM.bias | GEMM.relu, scratch: at.scratch };
  const patch = TAPS * inputs;
  multiply(kernels, {
    ...{ a: at.patches, strideA: 4 * patch, ...stages.first, bias: at.bias1 },
    ...{ c: at.h1, strideC: 4 * first, n: first, k: patch, ...shared },
  });
  multiply(kernels, {
    ...{ a: at.h1, strideA: 4 * first, ...stages.second, bias: at.bias2 },
    ...{ c: at.h2, strideC: 4 * second, n: second, k: first, ...shared },
  });
}
