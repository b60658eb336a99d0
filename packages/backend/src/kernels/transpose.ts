// Transpose: permutations that exchange two neighbouring groups of axes, which are nearly all in practice.
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Replacement } from './install.ts';
import { installedPack } from './memory.ts';

/** [batch, m, n, width] -> [batch, n, m, width]. */
type Exchange = { readonly batch: number; readonly m: number; readonly n: number; readonly width: number };

const transpose: Replacement = (stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  const { perm } = args.attrs as { perm: number[] };
  const exchange = x.dtype === 'float32' || x.dtype === 'int32' ? asExchange(x.shape, perm) : null;
  if (exchange === null) return stock(args);
  const { batch, m, n, width } = exchange;
  const pack = installedPack();
  const out = pack.output(
    perm.map((axis) => x.shape[axis] ?? 1),
    x.dtype,
  );
  if (width === 1) pack.kernels.transpose(pack.address(x), pack.address(out), batch, m, n);
  else pack.kernels.exchangeAxes(pack.address(x), pack.address(out), batch, m, n, width);
  return out;
};

export const transposeKernels = { Transpose: transpose };

/** null where the permutation is the identity or not an exchange. */
function asExchange(shape: readonly number[], perm: readonly number[]): Exchange | null {
  const groups: number[][] = [];
  for (const axis of perm.filter((candidate) => shape[candidate] !== 1)) {
    const last = groups.at(-1);
    if (last !== undefined && isNext(shape, last.at(-1) ?? 0, axis)) last.push(axis);
    else groups.push([axis]);
  }
  const sizes = groups.map((group) => util.sizeFromShape(group.map((axis) => shape[axis] ?? 1)));
  const [first = 1, second = 1, third = 1, fourth = 1] = sizes;
  // Names of the groups in the order of the input.
  const order = [...groups].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((group) => groups.indexOf(group));
  switch (order.join()) {
    case '1,0':
      return { batch: 1, m: second, n: first, width: 1 };
    case '0,2,1':
      return { batch: first, m: third, n: second, width: 1 };
    case '1,0,2':
      return { batch: 1, m: second, n: first, width: third };
    case '0,2,1,3':
      return { batch: first, m: third, n: second, width: fourth };
    default:
      return null;
  }
}

/** Whether `axis` follows `previous` in the input, axes of size 1 aside. */
function isNext(shape: readonly number[], previous: number, axis: number): boolean {
  return axis > previous && shape.slice(previous + 1, axis).every((size) => size === 1);
}
