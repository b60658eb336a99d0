// The Glow network on the kernel pack. Scales are folded into the kernels, h = relu(patches(x)·(K·e^s) + t·e^s),
// so that every stage is one matrix product; blocks of image lines run through all three while in the cache.
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Geometry, geometryArguments } from '../kernels/convolution-geometry.ts';
import { type Address, GEMM, type GeometryArguments, type Kernels } from '../kernels/exports.ts';
import type { KernelPack } from '../kernels/memory.ts';
import { multiply } from '../kernels/product.ts';
import { placeParts } from '../kernels/workspace.ts';
import type { GlowNetworkGradients, GlowNetworkParameters } from './glow-network.ts';

/** Positions that run through the network together: as many lines as fit, at least one. */
const FORWARD_ROWS = 256;
const BACKWARD_ROWS = 256;
const TAPS = 9;
const GAIN = 3;

type Hidden = readonly [first: Tensor, second: Tensor];

type Sizes = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly first: number;
  readonly second: number;
  readonly outputs: number;
};

/** Room for the hidden activations of `applyOnPack`. */
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
  const { kernels } = pack;
  const { first, second, outputs, width } = sizes;
  const value = pack.tensor([...x.shape.slice(0, 3), outputs]);
  const block = blockLines(sizes, FORWARD_ROWS);
  const rows = block * width;
  const patch = TAPS * outputs;
  const at = placeParts(pack, {
    ...foldedBytes(kernels, sizes),
    packed3: 4 * kernels.packedSize(second, patch),
    ...hiddenBytes(sizes, hidden === null ? rows : 0),
    patches: 4 * rows * TAPS * Math.max(sizes.inputs, outputs),
    scratch: Math.max(hiddenScratch(kernels, sizes, rows), kernels.gemmWorkspace(rows, patch, second)),
  });
  foldHidden(pack, sizes, parameters, at);
  foldOutput(pack, sizes, parameters, at);
  kernels.packB(at.kernel3, 4 * patch, 0, second, patch, at.packed3);
  const [from, to] = [pack.address(x), pack.address(value)];
  const kept = hidden?.map((tensor) => pack.address(tensor));
  kernels.fillRows(at.bias3, to, sizes.batch * sizes.height * width, outputs);
  eachBlock(sizes, block, (line, lines) => {
    const row = line * width;
    const m = lines * width;
    const h1 = kept?.[0] === undefined ? at.hidden1 : kept[0] + 4 * row * first;
    const h2 = kept?.[1] === undefined ? at.hidden2 : kept[1] + 4 * row * second;
    kernels.patches(from, at.patches, row, m, ...geometry(sizes, sizes.inputs));
    runHidden(kernels, sizes, m, at, h1, h2);
    multiply(kernels, {
      ...{ a: h2, strideA: 4 * second, b: at.kernel3, strideB: 4 * patch, packedB: at.packed3 },
      ...{ c: at.patches, strideC: 4 * patch, m, n: patch, k: second, scratch: at.scratch },
    });
    kernels.addPatches(at.patches, 4 * patch, to, line, lines, ...geometry(sizes, outputs));
  });
  return { value, hidden };
}

export function backwardOnPack(
  pack: KernelPack,
  x: Tensor,
  hidden: Hidden | null,
  parameters: GlowNetworkParameters,
  dy: Tensor,
): GlowNetworkGradients {
  const sizes = sizesOf(x, parameters);
  const { kernels } = pack;
  const { inputs, first, second, outputs, width } = sizes;
  const dx = pack.tensor(x.shape);
  const gradients = mapParameters(parameters, (tensor) => pack.tensor(tensor.shape));
  const block = blockLines(sizes, BACKWARD_ROWS);
  const rows = block * width;
  const [patch1, patch3] = [TAPS * inputs, TAPS * outputs];
  const at = placeParts(pack, {
    ...foldedBytes(kernels, sizes),
    turned1: 4 * kernels.packedSize(first, padded(patch1)),
    turned2: 4 * kernels.packedSize(second, first),
    turned3: 4 * kernels.packedSize(patch3, second),
    ...hiddenBytes(sizes, hidden === null ? rows : 0),
    patches: 4 * rows * padded(patch1),
    patchesOut: 4 * rows * patch3,
    up1: 4 * rows * first,
    up2: 4 * rows * second,
    dKernel3: 4 * second * patch3,
    sums: 8 * Math.max(first, second, outputs),
    scratch: Math.max(
      hiddenScratch(kernels, sizes, rows),
      kernels.gemmWorkspace(rows, second, patch3),
      kernels.gemmWorkspace(rows, first, second),
      kernels.gemmWorkspace(rows, padded(patch1), first),
      kernels.gemmWorkspace(second, patch3, rows),
      kernels.gemmWorkspace(first, second, rows),
      kernels.gemmWorkspace(patch1, first, rows),
      4 * Math.max(first, second, outputs),
    ),
  });
  foldHidden(pack, sizes, parameters, at);
  foldOutput(pack, sizes, parameters, at);
  kernels.packB(at.kernel1, 4 * first, 1, first, padded(patch1), at.turned1);
  kernels.packB(at.kernel2, 4 * second, 1, second, first, at.turned2);
  kernels.packB(at.kernel3, 4 * patch3, 1, patch3, second, at.turned3);
  const to = mapParameters(gradients, (tensor) => pack.address(tensor));
  for (const tensor of Object.values(gradients)) kernels.fillRows(0, pack.address(tensor), 1, tensor.size);
  kernels.fillRows(0, pack.address(dx), 1, dx.size);
  kernels.fillRows(0, at.dKernel3, 1, second * patch3);
  const [from, up, down] = [pack.address(x), pack.address(dy), pack.address(dx)];
  const kept = hidden?.map((tensor) => pack.address(tensor));
  const { scratch } = at;
  eachBlock(sizes, block, (line, lines) => {
    const row = line * width;
    const m = lines * width;
    const h1 = kept?.[0] === undefined ? at.hidden1 : kept[0] + 4 * row * first;
    const h2 = kept?.[1] === undefined ? at.hidden2 : kept[1] + 4 * row * second;
    const dyRows = up + 4 * row * outputs;
    kernels.patches(from, at.patches, row, m, ...geometry(sizes, inputs));
    if (hidden === null) runHidden(kernels, sizes, m, at, h1, h2);
    kernels.patches(up, at.patchesOut, row, m, ...geometry(sizes, outputs));
    kernels.addColumnSums(dyRows, m, outputs, to.bias3);
    multiply(kernels, {
      ...{ a: h2, strideA: 4 * second, transposeA: true, b: at.patchesOut, strideB: 4 * patch3 },
      ...{ c: at.dKernel3, strideC: 4 * patch3, m: second, n: patch3, k: m, flags: GEMM.accumulate, scratch },
    });
    multiply(kernels, {
      ...{ a: at.patchesOut, strideA: 4 * patch3, b: at.kernel3, strideB: 4 * patch3, transposeB: true },
      ...{ packedB: at.turned3, c: at.up2, strideC: 4 * second, m, n: second, k: patch3 },
      ...{ flags: GEMM.mask, mask: h2, scratch },
    });
    kernels.addColumnSums(at.up2, m, second, to.shift2);
    multiply(kernels, {
      ...{ a: h1, strideA: 4 * first, transposeA: true, b: at.up2, strideB: 4 * second },
      ...{ c: to.kernel2, strideC: 4 * second, m: first, n: second, k: m, flags: GEMM.accumulate, scratch },
    });
    multiply(kernels, {
      ...{ a: at.up2, strideA: 4 * second, b: at.kernel2, strideB: 4 * second, transposeB: true },
      ...{ packedB: at.turned2, c: at.up1, strideC: 4 * first, m, n: first, k: second },
      ...{ flags: GEMM.mask, mask: h1, scratch },
    });
    kernels.addColumnSums(at.up1, m, first, to.shift1);
    multiply(kernels, {
      ...{ a: at.patches, strideA: 4 * patch1, transposeA: true, b: at.up1, strideB: 4 * first },
      ...{ c: to.kernel1, strideC: 4 * first, m: patch1, n: first, k: m, flags: GEMM.accumulate, scratch },
    });
    multiply(kernels, {
      ...{ a: at.up1, strideA: 4 * first, b: at.kernel1, strideB: 4 * first, transposeB: true },
      ...{ packedB: at.turned1, c: at.patches, strideC: 4 * padded(patch1), m, n: padded(patch1), k: first },
      scratch,
    });
    kernels.addPatches(at.patches, 4 * padded(patch1), down, line, lines, ...geometry(sizes, inputs));
  });
  kernels.turnTaps(at.dKernel3, to.kernel3, TAPS, second, outputs, 1);
  const stage = (
    scale: Address,
    gain: number,
    [kernel, shift]: readonly [Tensor, Tensor],
    [dKernel, dShift, dLogScale]: readonly [Address, Address, Address],
  ) => {
    const n = shift.size;
    kernels.fillRows(0, at.sums, 2, n);
    kernels.scaleColumnsGradient(pack.address(kernel), scale, dKernel, at.sums, kernel.size / n, n, scratch);
    kernels.scaleColumnsGradient(pack.address(shift), scale, dShift, at.sums, 1, n, scratch);
    kernels.storeSums(at.sums, gain, dLogScale, n);
  };
  const p = parameters;
  stage(at.scale1, 1, [p.kernel1, p.shift1], [to.kernel1, to.shift1, to.logScale1]);
  stage(at.scale2, 1, [p.kernel2, p.shift2], [to.kernel2, to.shift2, to.logScale2]);
  stage(at.scale3, GAIN, [p.kernel3, p.bias3], [to.kernel3, to.bias3, to.logScale3]);
  return { dx, gradients };
}

/** Columns of patches rounded up to whole panels of B, which have 8; the padding is zeros. */
function padded(columns: number): number {
  return columns <= 3 ? columns : Math.ceil(columns / 8) * 8;
}

type Folded = Readonly<
  Record<'scale1' | 'bias1' | 'kernel1' | 'packed1' | 'scale2' | 'bias2' | 'kernel2' | 'packed2', Address>
> & { readonly scratch: Address; readonly patches: Address };
type FoldedOutput = Readonly<Record<'scale3' | 'scales3' | 'bias3' | 'kernel3', Address>>;

function foldedBytes(kernels: Kernels, { inputs, first, second, outputs }: Sizes) {
  return {
    ...{ scale1: 4 * first, bias1: 4 * first, kernel1: 4 * padded(TAPS * inputs) * first },
    packed1: 4 * kernels.packedSize(TAPS * inputs, first),
    ...{ scale2: 4 * second, bias2: 4 * second, kernel2: 4 * first * second },
    packed2: 4 * kernels.packedSize(first, second),
    ...{ scale3: 4 * outputs, scales3: 4 * TAPS * outputs, bias3: 4 * outputs },
    kernel3: 4 * second * TAPS * outputs,
  };
}

function hiddenBytes({ first, second }: Sizes, rows: number) {
  return { hidden1: 4 * rows * first, hidden2: 4 * rows * second };
}

function hiddenScratch(kernels: Kernels, { inputs, first, second }: Sizes, rows: number): number {
  return Math.max(
    kernels.gemmWorkspace(rows, first, TAPS * inputs),
    kernels.gemmWorkspace(rows, second, first),
  );
}

function foldHidden(pack: KernelPack, sizes: Sizes, p: GlowNetworkParameters, at: Folded): void {
  const { inputs, first, second } = sizes;
  const { kernels } = pack;
  const patch = TAPS * inputs;
  fold(pack, p.logScale1, 1, at.scale1, [p.kernel1, at.kernel1], [p.shift1, at.bias1]);
  kernels.fillRows(0, at.kernel1 + 4 * patch * first, padded(patch) - patch, first);
  kernels.packB(at.kernel1, 4 * first, 0, patch, first, at.packed1);
  fold(pack, p.logScale2, 1, at.scale2, [p.kernel2, at.kernel2], [p.shift2, at.bias2]);
  kernels.packB(at.kernel2, 4 * second, 0, first, second, at.packed2);
}

/** The last kernel as [second, taps reversed, outputs]: a convolution is then a product and `addPatches`. */
function foldOutput(pack: KernelPack, sizes: Sizes, p: GlowNetworkParameters, at: FoldedOutput): void {
  const { second, outputs } = sizes;
  const { kernels } = pack;
  fold(pack, p.logScale3, GAIN, at.scale3, [p.bias3, at.bias3]);
  kernels.fillRows(at.scale3, at.scales3, TAPS, outputs);
  kernels.turnTaps(pack.address(p.kernel3), at.kernel3, TAPS, second, outputs, 0);
  kernels.scaleColumns(at.kernel3, at.scales3, at.kernel3, second, TAPS * outputs);
}

/** scale = e^(gain·s), and every tensor [..., channels] times it. */
function fold(
  { kernels, address }: KernelPack,
  logScale: Tensor,
  gain: number,
  scale: Address,
  ...pairs: (readonly [Tensor, Address])[]
): void {
  const n = logScale.size;
  kernels.channelScales(address(logScale), gain, scale, n);
  for (const [tensor, to] of pairs) kernels.scaleColumns(address(tensor), scale, to, tensor.size / n, n);
}

/** h₁ and h₂ of m positions from the patches of x. */
function runHidden(
  kernels: Kernels,
  { inputs, first, second }: Sizes,
  m: number,
  at: Folded,
  h1: Address,
  h2: Address,
): void {
  const shared = { m, flags: GEMM.bias | GEMM.relu, scratch: at.scratch };
  multiply(kernels, {
    ...{ a: at.patches, strideA: 4 * TAPS * inputs, b: at.kernel1, strideB: 4 * first, packedB: at.packed1 },
    ...{ c: h1, strideC: 4 * first, n: first, k: TAPS * inputs, bias: at.bias1, ...shared },
  });
  multiply(kernels, {
    ...{ a: h1, strideA: 4 * first, b: at.kernel2, strideB: 4 * second, packedB: at.packed2 },
    ...{ c: h2, strideC: 4 * second, n: second, k: first, bias: at.bias2, ...shared },
  });
}

/** A 3x3 filter with stride 1 and padding 'same', which turned has the same geometry. */
function geometry({ batch, height, width }: Sizes, channels: number): GeometryArguments {
  const g: Geometry = {
    ...{ batch, height, width, channels, outHeight: height, outWidth: width },
    ...{ filterHeight: 3, filterWidth: 3, strideY: 1, strideX: 1, top: 1, left: 1 },
  };
  return geometryArguments(g);
}

function blockLines({ batch, height, width }: Sizes, rows: number): number {
  return Math.max(1, Math.min(batch * height, Math.floor(rows / Math.max(width, 1))));
}

function eachBlock(
  { batch, height, width }: Sizes,
  block: number,
  run: (line: number, lines: number) => void,
): void {
  const lines = width === 0 ? 0 : batch * height;
  for (let line = 0; line < lines; line += block) run(line, Math.min(block, lines - line));
}

function sizesOf(x: Tensor, { shift1, shift2, bias3 }: GlowNetworkParameters): Sizes {
  const [batch = 0, height = 0, width = 0, inputs = 0] = x.shape;
  return { batch, height, width, inputs, first: shift1.size, second: shift2.size, outputs: bias3.size };
}

function mapParameters<T>(
  p: GlowNetworkParameters,
  map: (tensor: Tensor) => T,
): Readonly<Record<keyof GlowNetworkParameters, T>> {
  return {
    ...{ kernel1: map(p.kernel1), shift1: map(p.shift1), logScale1: map(p.logScale1) },
    ...{ kernel2: map(p.kernel2), shift2: map(p.shift2), logScale2: map(p.logScale2) },
    ...{ kernel3: map(p.kernel3), bias3: map(p.bias3), logScale3: map(p.logScale3) },
  };
}
