// Conv2D, its fused form and its gradients: patches are taken on the side with fewer channels.
import { backend_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { FlowError, type FlowErrorCode } from '../errors.ts';
import { type Geometry, gridSize, isPointwise, patchSize, taps, turned } from './convolution-geometry.ts';
import {
  addGradient,
  type Finish,
  gather,
  gatherBytes,
  gradientBytes,
  type Right,
  spread,
  spreadBytes,
} from './convolution-products.ts';
import { type Address, GEMM } from './exports.ts';
import { FUSED_ACTIVATIONS } from './fused-activation.ts';
import type { Replacement } from './install.ts';
import { installedPack, type KernelPack } from './memory.ts';

type Shape4 = [number, number, number, number];

type Attributes = {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
};

type Plan = { readonly geometry: Geometry; readonly outputs: number; readonly outShape: number[] };

const conv2D: Replacement = (stock) => (args) => {
  const { x, filter } = args.inputs as { x: TensorInfo; filter: TensorInfo };
  const plan = planOf(x, filter, x.shape, filter.shape, args.attrs as unknown as Attributes);
  return plan === null ? stock(args) : convolve(plan, x, filter, { flags: 0, bias: 0 });
};

type FusedAttributes = Attributes & { readonly activation: string; readonly leakyreluAlpha?: number };

const fusedConv2D: Replacement = (stock) => (args) => {
  const { x, filter, bias } = args.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
  const attributes = args.attrs as unknown as FusedAttributes;
  const finish = FUSED_ACTIVATIONS[attributes.activation];
  const plan = planOf(x, filter, x.shape, filter.shape, attributes);
  if (plan === null || finish === undefined || !isBias(bias, plan.outputs)) return stock(args);
  const pack = installedPack();
  const relu = attributes.activation === 'relu' ? GEMM.relu : 0;
  const out = convolve(plan, x, filter, {
    flags: relu | (bias ? GEMM.bias : 0),
    bias: bias ? pack.address(bias) : 0,
  });
  const count = util.sizeFromShape(out.shape);
  finish(pack.kernels, pack.address(out), count, attributes.leakyreluAlpha ?? 0);
  return out;
};

const conv2DBackpropInput: Replacement = (stock) => (args) => {
  const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo };
  const attributes = args.attrs as unknown as Attributes & { readonly inputShape: Shape4 };
  const plan = planOf(dy, filter, attributes.inputShape, filter.shape, attributes);
  if (plan === null || !util.arraysEqual(dy.shape, plan.outShape)) return stock(args);
  const pack = installedPack();
  const out = pack.output(attributes.inputShape);
  if (util.sizeFromShape(out.shape) > 0) {
    const at = { dy: pack.address(dy), filter: pack.address(filter), dx: pack.address(out) };
    inputGradient(pack, plan, at);
  }
  return out;
};

/** The stock binary has no such kernel. */
const conv2DBackpropFilter: KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const attributes = attrs as unknown as Attributes & { readonly filterShape: Shape4 };
  const plan = planOf(x, dy, x.shape, attributes.filterShape, attributes);
  if (plan === null) {
    const received = `${x.dtype} images of ${attributes.dataFormat}`;
    throw refused('invalid-argument', 'dataFormat', 'float32 images of NHWC', received);
  }
  if (!util.arraysEqual(dy.shape, plan.outShape)) {
    throw refused('shape-mismatch', 'dy', `[${plan.outShape}]`, `[${dy.shape}]`);
  }
  const pack = installedPack();
  const out = pack.output(attributes.filterShape);
  if (util.sizeFromShape(out.shape) > 0) {
    const at = { x: pack.address(x), dy: pack.address(dy), dFilter: pack.address(out) };
    filterGradient(pack, plan, at);
  }
  return out;
};

function refused(code: FlowErrorCode, argument: string, expected: string, received: string): FlowError {
  const message = 'The Conv2DBackpropFilter kernel of the wasm backend does not take this.';
  return new FlowError(code, { argument, message, expected, received });
}

export const convolutionKernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
};
export const additionalConvolutionKernels = { Conv2DBackpropFilter: conv2DBackpropFilter };

/** null where the stock kernel has to answer: other types, channels first, dilated filters. */
function planOf(
  a: TensorInfo,
  b: TensorInfo,
  images: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1, dataFormat, dimRoundingMode }: Attributes,
): Plan | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || dataFormat !== 'NHWC') return null;
  if (images.length !== 4 || [dilations].flat().some((dilation) => dilation !== 1)) return null;
  const info = backend_util.computeConv2DInfo(
    [...images] as Shape4,
    [...filter] as Shape4,
    ...([strides, dilations, pad, dimRoundingMode] as const),
  );
  if (info.inChannels !== filter[2]) return null;
  const geometry = {
    ...{ batch: info.batchSize, height: info.inHeight, width: info.inWidth, channels: info.inChannels },
    ...{ outHeight: info.outHeight, outWidth: info.outWidth },
    ...{ filterHeight: info.filterHeight, filterWidth: info.filterWidth },
    ...{ strideY: info.strideHeight, strideX: info.strideWidth },
    ...{ top: info.padInfo.top, left: info.padInfo.left },
  };
  return { geometry, outputs: info.outChannels, outShape: info.outShape };
}

function isBias(bias: TensorInfo | undefined, outputs: number): boolean {
  return bias == null || (bias.dtype === 'float32' && bias.shape.length === 1 && bias.shape[0] === outputs);
}

function convolve(plan: Plan, x: TensorInfo, filter: TensorInfo, finish: Finish): TensorInfo {
  const { geometry: g, outputs, outShape } = plan;
  const pack = installedPack();
  const { kernels } = pack;
  const output = pack.output(outShape);
  if (util.sizeFromShape(outShape) === 0) return output;
  const [from, by, out] = [pack.address(x), pack.address(filter), pack.address(output)];
  if (isTurnedBetter(g, outputs)) {
    const right = { transposed: false, k: g.channels, n: taps(g) * outputs };
    const grid = turned(g, outputs);
    const { at, workspace } = turnedFilter(pack, plan, by, spreadBytes(kernels, grid, { at: 0, ...right }));
    kernels.fillRows(finish.bias, out, gridSize(g), outputs);
    spread(kernels, grid, { at, ...right }, { x: from, out, workspace });
    if (finish.flags & GEMM.relu) kernels.relu(out, out, gridSize(g) * outputs);
  } else {
    const right = { at: by, transposed: false, k: patchSize(g), n: outputs };
    const workspace = pack.workspace(gatherBytes(kernels, g, right));
    gather(kernels, g, right, { x: from, out, workspace }, finish);
  }
  return output;
}

function inputGradient(
  pack: KernelPack,
  plan: Plan,
  { dy, filter, dx }: { readonly dy: Address; readonly filter: Address; readonly dx: Address },
): void {
  const { geometry: g, outputs } = plan;
  const { kernels } = pack;
  if (isPointwise(g) || isTurnedBetter(g, outputs)) {
    const grid = turned(g, outputs);
    const right = { transposed: true, k: patchSize(grid), n: g.channels };
    const { at, workspace } = turnedFilter(
      pack,
      plan,
      filter,
      gatherBytes(kernels, grid, { at: 0, ...right }),
    );
    gather(kernels, grid, { at, ...right }, { x: dy, out: dx, workspace }, { flags: 0, bias: 0 });
  } else {
    const right: Right = { at: filter, transposed: true, k: outputs, n: patchSize(g) };
    const workspace = pack.workspace(spreadBytes(kernels, g, right));
    kernels.fillRows(0, dx, g.batch * g.height * g.width, g.channels);
    spread(kernels, g, right, { x: dy, out: dx, workspace });
  }
}

function filterGradient(
  pack: KernelPack,
  { geometry: g, outputs }: Plan,
  { x, dy, dFilter }: { readonly x: Address; readonly dy: Address; readonly dFilter: Address },
): void {
  const { kernels } = pack;
  const size = patchSize(g) * outputs;
  if (isTurnedBetter(g, outputs)) {
    const grid = turned(g, outputs);
    const sums = pack.workspace(4 * size + gradientBytes(kernels, grid, g.channels));
    kernels.fillRows(0, sums, 1, size);
    const at = { x: dy, other: x, out: sums, workspace: sums + 4 * size };
    addGradient(kernels, grid, { width: g.channels, turn: true }, at);
    kernels.turnTaps(sums, dFilter, taps(g), g.channels, outputs, 1);
  } else {
    const workspace = pack.workspace(gradientBytes(kernels, g, outputs));
    kernels.fillRows(0, dFilter, 1, size);
    addGradient(kernels, g, { width: outputs, turn: false }, { x, other: dy, out: dFilter, workspace });
  }
}

/** The filter as [channels, reversed taps, outputs] in a workspace with `more` bytes after it. */
function turnedFilter(pack: KernelPack, { geometry: g, outputs }: Plan, filter: Address, more: number) {
  const bytes = 4 * patchSize(g) * outputs;
  const at = pack.workspace(bytes + more);
  pack.kernels.turnTaps(filter, at, taps(g), g.channels, outputs, 0);
  return { at, workspace: at + bytes };
}

/** How many more positions than the outputs the inputs may have for patches to be taken of the outputs. */
const MOST_WASTE = 1.5;

/** Whether the outputs have smaller patches. With a stride these would hold mostly zeros. */
function isTurnedBetter(g: Geometry, outputs: number): boolean {
  const isDense = g.strideY === 1 && g.strideX === 1 && taps(g) > 1;
  return isDense && outputs < g.channels && g.height * g.width <= MOST_WASTE * (g.outHeight * g.outWidth);
}
