// Concat and Slice, which copy parts of rows: the stock kernels do the one in JavaScript and the other element by element.
import { slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Replacement } from './install.ts';
import { installedPack } from './memory.ts';

const concat: Replacement = (stock) => (args) => {
  const parts = args.inputs as unknown as TensorInfo[];
  const [first] = parts;
  const axis = util.parseAxisParam(args.attrs?.axis as number, first?.shape ?? [])[0] ?? 0;
  const rest = (shape: readonly number[]) => shape.filter((_, at) => at !== axis).join();
  const fits = (part: TensorInfo) =>
    part.dtype === 'float32' &&
    part.shape.length === first?.shape.length &&
    rest(part.shape) === rest(first.shape);
  // A single tensor would be shared by the stock kernel.
  if (first === undefined || parts.length < 2 || !parts.every(fits)) return stock(args);
  const shape = first.shape.slice();
  shape[axis] = parts.reduce((total, part) => total + (part.shape[axis] ?? 0), 0);
  const pack = installedPack();
  const out = pack.output(shape);
  const rows = util.sizeFromShape(shape.slice(0, axis));
  const stride = 4 * util.sizeFromShape(shape.slice(axis));
  let to = pack.address(out);
  for (const part of parts) {
    const count = util.sizeFromShape(part.shape.slice(axis));
    pack.kernels.copyRows(pack.address(part), 4 * count, to, stride, rows, count);
    to += 4 * count;
  }
  return out;
};

/** Where a slice cuts one axis alone. */
const slice: Replacement = (stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  const { begin, size } = args.attrs as unknown as { begin: number | number[]; size: number | number[] };
  if (x.dtype !== 'float32' || x.shape.length === 0) return stock(args);
  const [starts = [], sizes = []] = slice_util.parseSliceParams(x as never, begin, size);
  slice_util.assertParamsValid(x as never, starts, sizes);
  const cut = x.shape.flatMap((length, axis) => (sizes[axis] === length ? [] : [axis]));
  const [axis = 0] = cut;
  if (cut.length !== 1) return stock(args);
  const inner = util.sizeFromShape(x.shape.slice(axis + 1));
  const rows = util.sizeFromShape(x.shape.slice(0, axis));
  const [start, count] = [(starts[axis] ?? 0) * inner, (sizes[axis] ?? 0) * inner];
  const pack = installedPack();
  const out = pack.output(sizes);
  const stride = 4 * (x.shape[axis] ?? 0) * inner;
  pack.kernels.copyRows(pack.address(x) + 4 * start, stride, pack.address(out), 4 * count, rows, count);
  return out;
};

export const partKernels = { Concat: concat, Slice: slice };
