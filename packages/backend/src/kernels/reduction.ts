// Sum and Mean over any axes without transposing first.
import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Replacement } from './install.ts';
import { installedPack } from './memory.ts';

type Axis = { readonly size: number; readonly reduced: boolean };

const reduction =
  (isMean: boolean): Replacement =>
  (stock) =>
  (args) => {
    const { x } = args.inputs as { x: TensorInfo };
    if (x.dtype !== 'float32') return stock(args);
    const { axis, keepDims } = args.attrs as { axis: number | number[]; keepDims?: boolean };
    const axes = util.parseAxisParam(axis, x.shape);
    const [outShape, reduceShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
    return reduce(x, axes, shape, isMean ? util.sizeFromShape(reduceShape) : 1);
  };

export const reductionKernels = { Mean: reduction(true), Sum: reduction(false) };

function reduce(x: TensorInfo, axes: readonly number[], shape: number[], divisor: number): TensorInfo {
  const pack = installedPack();
  const out = pack.output(shape);
  let groups = mergeAxes(x.shape, axes);
  let from = pack.address(x);
  // One pass a group of adjacent reduced axes, the last group first, so that each pass reads less.
  for (let pass = groups.filter((group) => group.reduced).length; pass > 0; pass--) {
    const at = groups.findLastIndex((group) => group.reduced);
    const outer = product(groups.slice(0, at));
    const inner = product(groups.slice(at + 1));
    const isLast = pass === 1;
    const to = isLast ? pack.address(out) : pack.workspace(4 * outer * inner);
    pack.kernels.sumAxis(from, to, outer, groups[at]?.size ?? 1, inner, isLast ? divisor : 1);
    groups = groups.toSpliced(at, 1);
    from = to;
  }
  if (axes.length === 0) copy(x, out);
  return out;
}

function copy(x: TensorInfo, out: TensorInfo): void {
  const pack = installedPack();
  pack.kernels.sumAxis(pack.address(x), pack.address(out), 1, 1, util.sizeFromShape(x.shape), 1);
}

/** Adjacent axes that are treated alike become one. */
function mergeAxes(shape: readonly number[], axes: readonly number[]): Axis[] {
  const groups: Axis[] = [];
  shape.forEach((size, axis) => {
    const reduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) groups[groups.length - 1] = { size: last.size * size, reduced };
    else groups.push({ size, reduced });
  });
  return groups;
}

function product(groups: readonly Axis[]): number {
  return groups.reduce((total, { size }) => total * size, 1);
}
