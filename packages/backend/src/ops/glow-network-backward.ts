// The pullback of the Glow network on the kernel pack. Scales are applied to the upstream gradients, which then
// give the gradients of the kernels themselves.
import type { Tensor } from '@tensorflow/tfjs-core';
import { addPatches, takePatches } from '../kernels/convolution-geometry.ts';
import { type Address, GEMM } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import { multiply } from '../kernels/product.ts';
import { placeParts } from '../kernels/workspace.ts';
import type { GlowNetworkGradients, GlowNetworkParameters } from './glow-network.ts';
import {
  foldHidden,
  type Hidden,
  hiddenParts,
  hiddenScales,
  hiddenScratch,
  keptHidden,
  runHidden,
} from './glow-network-forward.ts';
import {
  eachBlock,
  GAIN,
  geometry,
  packedRight,
  type Right,
  type Sizes,
  sizesOf,
  TAPS,
} from './glow-network-sizes.ts';

type ByParameter<T> = Readonly<Record<keyof GlowNetworkParameters, T>>;

/** @param hidden the activations that `applyOnPack` kept; null computes them again, block by block */
export function backwardOnPack(
  pack: KernelPack,
  x: Tensor,
  hidden: Hidden | null,
  parameters: GlowNetworkParameters,
  dy: Tensor,
): GlowNetworkGradients {
  const sizes = sizesOf(x, parameters);
  const { kernels, address } = pack;
  const { inputs, first, second, outputs } = sizes;
  const [patch1, patch3] = [TAPS * inputs, TAPS * outputs];
  const dx = pack.tensor(x.shape);
  const gradients = mapParameters(parameters, (tensor) => pack.tensor(tensor.shape));
  const to = mapParameters(gradients, address);
  const at = placeParts(pack, {
    ...hiddenParts(kernels, sizes, hidden === null),
    ...backwardParts(pack, sizes),
    dy: 4 * dy.size,
  });
  const right = packKernels(pack, sizes, parameters, at);
  const stages = hidden === null ? foldHidden(pack, sizes, parameters, at) : null;
  if (stages === null) hiddenScales(pack, parameters, at);
  clear(pack, sizes, gradients, at.dKernel3, dx);
  kernels.channelScales(address(parameters.logScale3), GAIN, at.scale3, outputs);
  kernels.scaleColumns(address(dy), at.scale3, at.dy, dy.size / outputs, outputs);
  kernels.addColumnSums(at.dy, dy.size / outputs, outputs, to.bias3);
  const keep = keptHidden(pack, sizes, hidden, at);
  const [from, down] = [address(x), address(dx)];
  const { scratch } = at;
  const [ofInput, ofOutput] = [geometry(sizes, inputs), geometry(sizes, outputs)];
  eachBlock(sizes, (line, lines, row, m) => {
    const [h1, h2] = keep(row);
    // The first block writes what the others add to.
    const addition = { transposeA: true, k: m, flags: line === 0 ? 0 : GEMM.accumulate, scratch };
    takePatches(kernels, ofInput, from, at.patches, row, m);
    if (stages !== null) runHidden(kernels, sizes, stages, m, { ...at, h1, h2 });
    takePatches(kernels, ofOutput, at.dy, at.patchesOut, row, m);
    multiply(kernels, {
      ...{ a: h2, strideA: 4 * second, b: at.patchesOut, strideB: 4 * patch3 },
      ...{ c: at.dKernel3, strideC: 4 * patch3, m: second, n: patch3, ...addition },
    });
    multiply(kernels, {
      ...{ a: at.patchesOut, strideA: 4 * patch3, ...right.third, c: at.up2, strideC: 4 * second },
      ...{ m, n: second, k: patch3, flags: GEMM.mask, mask: h2, scratch },
    });
    kernels.addScaleGradient(at.up2, h2, at.scale2, to.shift2, to.logScale2, m, second);
    multiply(kernels, {
      ...{ a: h1, strideA: 4 * first, b: at.up2, strideB: 4 * second },
      ...{ c: to.kernel2, strideC: 4 * second, m: first, n: second, ...addition },
    });
    multiply(kernels, {
      ...{ a: at.up2, strideA: 4 * second, ...right.second, c: at.up1, strideC: 4 * first },
      ...{ m, n: first, k: second, flags: GEMM.mask, mask: h1, scratch },
    });
    kernels.addScaleGradient(at.up1, h1, at.scale1, to.shift1, to.logScale1, m, first);
    multiply(kernels, {
      ...{ a: at.patches, strideA: 4 * patch1, b: at.up1, strideB: 4 * first },
      ...{ c: to.kernel1, strideC: 4 * first, m: patch1, n: first, ...addition },
    });
    multiply(kernels, {
      ...{ a: at.up1, strideA: 4 * first, ...right.first, c: at.patches, strideC: 4 * padded(patch1) },
      ...{ m, n: padded(patch1), k: first, scratch },
    });
    addPatches(kernels, ofInput, { at: at.patches, stride: 4 * padded(patch1) }, down, line, lines);
  });
  kernels.turnTaps(at.dKernel3, to.kernel3, TAPS, second, outputs, 1);
  const pairs = [
    [parameters.kernel3, to.kernel3],
    [parameters.bias3, to.bias3],
  ] as const;
  logScaleGradient(pack, pairs, at, to.logScale3);
  return { dx, gradients };
}

/** Columns of patches in whole panels of a packed side, which have 8 or 4; the padding is zeros. */
function padded(columns: number): number {
  return Math.ceil(columns / 4) * 4;
}

function backwardParts({ kernels }: KernelPack, sizes: Sizes) {
  const { rows, inputs, first, second, outputs } = sizes;
  const [patch1, patch3] = [TAPS * inputs, TAPS * outputs];
  const products = [
    [rows, second, patch3],
    [rows, first, second],
    [rows, padded(patch1), first],
    [second, patch3, rows],
    [first, second, rows],
    [patch1, first, rows],
  ] as const;
  return {
    kernel1: 4 * padded(patch1) * first,
    turned3: 4 * second * patch3,
    right1: 4 * kernels.packedSize(first, padded(patch1)),
    right2: 4 * kernels.packedSize(second, first),
    right3: 4 * kernels.packedSize(patch3, second),
    patches: 4 * rows * padded(patch1),
    patchesOut: 4 * rows * patch3,
    ...{ up1: 4 * rows * first, up2: 4 * rows * second, dKernel3: 4 * second * patch3 },
    ...{ scale3: 4 * outputs, sums: 8 * outputs, dots: 4 * outputs },
    scratch: Math.max(
      hiddenScratch(kernels, sizes),
      ...products.map(([m, n, k]) => kernels.gemmWorkspace(m, n, k)),
    ),
  };
}

type KernelPlaces = Readonly<Record<'kernel1' | 'turned3' | 'right1' | 'right2' | 'right3', Address>>;

/** The transposed kernels, which upstream gradients are multiplied by. */
function packKernels(
  { kernels, address }: KernelPack,
  { inputs, first, second, outputs }: Sizes,
  { kernel1, kernel2, kernel3 }: GlowNetworkParameters,
  at: KernelPlaces,
): Readonly<Record<'first' | 'second' | 'third', Right>> {
  const [patch1, patch3] = [TAPS * inputs, TAPS * outputs];
  const transposed = (b: Address, packedB: Address, k: number, n: number): Right => {
    kernels.packB(b, 4 * k, 1, k, n, packedB);
    return n > 3 ? packedRight(packedB) : { b, strideB: 4 * k, transposeB: true };
  };
  kernels.fillRows(address(kernel1), at.kernel1, 1, kernel1.size);
  kernels.fillRows(0, at.kernel1 + 4 * kernel1.size, padded(patch1) - patch1, first);
  kernels.turnTaps(address(kernel3), at.turned3, TAPS, second, outputs, 0);
  return {
    first: transposed(at.kernel1, at.right1, first, padded(patch1)),
    second: transposed(address(kernel2), at.right2, second, first),
    third: transposed(at.turned3, at.right3, patch3, second),
  };
}

/** Zeros where blocks add. An empty batch has no block that writes the kernels' gradients. */
function clear(
  { kernels, address }: KernelPack,
  { batch, height, width, second, outputs }: Sizes,
  gradients: ByParameter<Tensor>,
  dKernel3: Address,
  dx: Tensor,
): void {
  const { kernel1, kernel2, shift1, logScale1, shift2, logScale2, bias3 } = gradients;
  const isEmpty = batch * height * width === 0;
  const written = isEmpty ? [kernel1, kernel2] : [];
  for (const tensor of [dx, shift1, logScale1, shift2, logScale2, bias3, ...written]) {
    kernels.fillRows(0, address(tensor), 1, tensor.size);
  }
  if (isEmpty) kernels.fillRows(0, dKernel3, second, TAPS * outputs);
}

/** Of y = (Σ x·K + b)·e^(gain·s): ds = gain·Σ dy·y, which is gain·(Σ dK·K + db·b) over a channel's weights. */
function logScaleGradient(
  { kernels, address }: KernelPack,
  pairs: readonly (readonly [value: Tensor, gradient: Address])[],
  at: { readonly sums: Address; readonly dots: Address },
  out: Address,
): void {
  const n = pairs[0]?.[0].shape.at(-1) ?? 0;
  kernels.fillRows(0, at.sums, 2, n);
  for (const [value, gradient] of pairs) {
    kernels.addColumnDots(address(value), gradient, at.sums, value.size / n, n, at.dots);
  }
  kernels.storeSums(at.sums, GAIN, out, n);
}

function mapParameters<T>(p: GlowNetworkParameters, map: (tensor: Tensor) => T): ByParameter<T> {
  return {
    ...{ kernel1: map(p.kernel1), shift1: map(p.shift1), logScale1: map(p.logScale1) },
    ...{ kernel2: map(p.kernel2), shift2: map(p.shift2), logScale2: map(p.logScale2) },
    ...{ kernel3: map(p.kernel3), bias3: map(p.bias3), logScale3: map(p.logScale3) },
  };
}
