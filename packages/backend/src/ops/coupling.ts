import {
  add,
  concat,
  exp,
  gather,
  mul,
  neg,
  reshape,
  sigmoid,
  slice,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor1d,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { requireTensor } from './check.ts';
import { type Columns, checkFeatures, writeColumns } from './columns.ts';
import type { Direction, WithLogDet } from './types.ts';

/**
 * How a coupling makes its log-scale s from the network's raw output: `bounded` s = bound·tanh(raw / bound),
 * `exp` s = raw, `sigmoid` s = log sigmoid(raw + 2), `inverseSigmoid` s = −log sigmoid(raw + 2), `additive`
 * s = 0 and the network gives shifts only.
 *
 * Source of the last but one: the code released with Glow (openai/glow, model.py, revnet2d_step), which
 * multiplies by sigmoid(raw + 2) on the way x -> z.
 */
export type CouplingScale =
  | { readonly kind: 'bounded'; readonly bound: number }
  | { readonly kind: 'exp' }
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'inverseSigmoid' }
  | { readonly kind: 'additive' };

/** What the forward direction does first: `scaleFirst` x = z·e^s + t, `shiftFirst` x = (z + t)·e^s. */
export type CouplingOrder = 'scaleFirst' | 'shiftFirst';

export type CouplingOptions = {
  readonly direction: Direction;
  readonly scale: CouplingScale;
  /** 'scaleFirst' where it is left out. */
  readonly order?: CouplingOrder;
};

/** Derivatives for the input, [batch, features], and for the output of the network, [batch, outputs]. */
export type CouplingGradients = { readonly dx: Tensor; readonly dh: Tensor };

/** As the kernels number them. */
export const COUPLING_MODES = { bounded: 0, exp: 1, sigmoid: 2, additive: 3, inverseSigmoid: 4 } as const;

/**
 * The transform of a coupling layer on the listed columns: forward x = z·e^s + t, log|det| = Σ s; inverse
 * z = (x − t)·e^−s, log|det| = −Σ s. With the order `shiftFirst` x = (z + t)·e^s and z = x·e^−s − t, of the same
 * log|det|. The other columns pass unchanged.
 *
 * Source: Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP" (2017), eq. 4-8; additive: Dinh,
 * Krueger and Bengio, "NICE" (2015), sec. 3.2. Glow's paper (Kingma and Dhariwal 2018, table 1) scales before it shifts on the way
 * x -> z: that is `shiftFirst`; its released code shifts by −t before it scales: `scaleFirst`.
 */
export const couplingTransform = {
  /**
   * @param x [batch, ..., features]: z for the forward direction, x for the inverse
   * @param h the network's output [batch, ..., 2·count] = [t | raw log-scale], [batch, ..., count] when additive
   * @returns value [batch, ..., features] and logDet [batch], summed in float64
   * @throws shape-mismatch, dtype-mismatch, invalid-argument
   */
  apply(x: Tensor, h: Tensor, columns: Columns, options: CouplingOptions): WithLogDet {
    const shape = checkCoupling('x', x, h, columns, options.scale);
    const pack = activePack();
    return pack ? applyOnPack(pack, x, h, columns, options, shape) : applyComposed(x, h, columns, options);
  },

  /**
   * @param saved z, the latent side of either direction (the input of forward, the value of inverse), and h
   * @param columns as of `apply`
   * @param upstream by name
   * @param upstream.dValue the gradient of the value, [batch, ..., features]
   * @param upstream.dLogDet that of logDet, [batch]
   * @returns dx [batch, ..., features], without what flows back through the network, and dh (like h)
   * @throws shape-mismatch, dtype-mismatch, invalid-argument
   */
  backward(
    saved: { readonly z: Tensor; readonly h: Tensor },
    columns: Columns,
    { dValue, dLogDet }: { readonly dValue: Tensor; readonly dLogDet: Tensor },
    options: CouplingOptions,
  ): CouplingGradients {
    const { z, h } = saved;
    const shape = checkCoupling('z', z, h, columns, options.scale);
    requireTensor('dValue', dValue, z.shape);
    requireTensor('dLogDet', dLogDet, [shape.batch]);
    const pack = activePack();
    const upstream = { dValue, dLogDet };
    return pack
      ? backwardOnPack(pack, saved, columns, upstream, options, shape)
      : backwardComposed(saved, columns, upstream, options);
  },
};

type Rows = { readonly batch: number; readonly positions: number; readonly features: number };

function checkCoupling(argument: string, x: Tensor, h: Tensor, columns: Columns, scale: CouplingScale): Rows {
  const rows = checkFeatures(argument, x, columns);
  requireTensor('h', h, [...x.shape.slice(0, -1), couplingWidth(scale, columns.indices.length)]);
  checkScale(scale);
  return rows;
}

/** Outputs of the network for so many transformed columns. */
export function couplingWidth(scale: CouplingScale, count: number): number {
  return scale.kind === 'additive' ? count : 2 * count;
}

/** @throws invalid-argument */
export function checkScale(scale: CouplingScale): void {
  if (scale.kind !== 'bounded' || (scale.bound > 0 && scale.bound < 80)) return;
  throw new FlowError('invalid-argument', {
    argument: 'bound',
    message: 'The largest log-scale must keep e^s within float32.',
    expected: 'a number above 0 and below 80',
    received: String(scale.bound),
  });
}

function applyOnPack(
  pack: KernelPack,
  x: Tensor,
  h: Tensor,
  columns: Columns,
  { direction, scale, order }: CouplingOptions,
  { batch, positions, features }: Rows,
): WithLogDet {
  const value = pack.tensor(x.shape);
  const logDet = pack.tensor([batch]);
  const { list, workspace } = couplingWorkspace(pack, columns);
  if (positions === 0) pack.floats(pack.address(logDet), batch).fill(0);
  pack.kernels.coupling(
    pack.address(x),
    pack.address(h),
    list,
    pack.address(value),
    pack.address(logDet),
    batch * positions,
    features,
    columns.indices.length,
    positions,
    COUPLING_MODES[scale.kind],
    couplingBound(scale),
    Number(direction === 'inverse'),
    Number(order === 'shiftFirst'),
    workspace,
  );
  return { value, logDet };
}

function backwardOnPack(
  pack: KernelPack,
  { z, h }: { readonly z: Tensor; readonly h: Tensor },
  columns: Columns,
  { dValue, dLogDet }: { readonly dValue: Tensor; readonly dLogDet: Tensor },
  { direction, scale, order }: CouplingOptions,
  { batch, positions, features }: Rows,
): CouplingGradients {
  const dx = pack.tensor(z.shape);
  const dh = pack.tensor(h.shape);
  const { list, workspace } = couplingWorkspace(pack, columns);
  pack.kernels.couplingGradient(
    pack.address(z),
    pack.address(h),
    list,
    pack.address(dValue),
    pack.address(dLogDet),
    pack.address(dx),
    pack.address(dh),
    batch * positions,
    features,
    columns.indices.length,
    positions,
    COUPLING_MODES[scale.kind],
    couplingBound(scale),
    Number(direction === 'inverse'),
    Number(order === 'shiftFirst'),
    workspace,
  );
  return { dx, dh };
}

function couplingWorkspace(pack: KernelPack, { indices }: Columns) {
  const bytes = pack.kernels.couplingWorkspace(indices.length);
  const workspace = pack.workspace(bytes + 4 * indices.length);
  const list = workspace + bytes;
  writeColumns(pack, indices, list);
  return { list, workspace };
}

export function couplingBound(scale: CouplingScale): number {
  return scale.kind === 'bounded' ? scale.bound : 1;
}

function applyComposed(
  x: Tensor,
  h: Tensor,
  columns: Columns,
  { direction, scale, order }: CouplingOptions,
): WithLogDet {
  return tidy(() => {
    const part = gather(x, tensor1d(columns.indices, 'int32'), -1);
    const { shift, s } = split(h, columns, scale);
    const isInverse = direction === 'inverse';
    const move = (value: Tensor) => (isInverse ? sub(value, shift) : add(value, shift));
    const factor = exp(isInverse ? neg(s) : s);
    const shiftsLast = isInverse === (order === 'shiftFirst');
    const moved = shiftsLast ? move(mul(part, factor)) : mul(move(part), factor);
    const total = sum(
      s,
      x.shape.slice(1).map((_, axis) => axis + 1),
    );
    const logDet = isInverse ? neg(total) : total;
    return { value: replaceColumns(x, moved, columns), logDet };
  });
}

function backwardComposed(
  { z, h }: { readonly z: Tensor; readonly h: Tensor },
  columns: Columns,
  { dValue, dLogDet }: { readonly dValue: Tensor; readonly dLogDet: Tensor },
  { direction, scale, order }: CouplingOptions,
): CouplingGradients {
  return tidy(() => {
    const list = tensor1d(columns.indices, 'int32');
    const { shift, s, slope } = split(h, columns, scale);
    const isInverse = direction === 'inverse';
    const isShiftFirst = order === 'shiftFirst';
    const up = gather(dValue, list, -1);
    const down = mul(up, exp(isInverse ? neg(s) : s));
    // The shift lies beside z where it comes first, beside x where it comes last.
    const beside = isInverse === isShiftFirst ? up : down;
    const dShift = isInverse ? neg(beside) : beside;
    const dx = replaceColumns(dValue, down, columns);
    if (scale.kind === 'additive') return { dx, dh: dShift };
    const ofRow = reshape(dLogDet, [z.shape[0] ?? 0, ...z.shape.slice(1).map(() => 1)]);
    const latent = gather(z, list, -1);
    const scaled = isShiftFirst ? add(latent, shift) : latent;
    const through = add(mul(isInverse ? up : down, scaled), ofRow);
    const dRaw = mul(isInverse ? neg(through) : through, slope);
    return { dx, dh: concat([dShift, dRaw], -1) };
  });
}

/** The shift, the log-scale and its slope ds/draw. */
function split(
  h: Tensor,
  { indices }: Columns,
  scale: CouplingScale,
): { shift: Tensor; s: Tensor; slope: Tensor } {
  if (scale.kind === 'additive') return { shift: h, s: zerosLike(h), slope: zerosLike(h) };
  const start = h.shape.map(() => 0);
  const size = [...h.shape.slice(0, -1), indices.length];
  const shift = slice(h, start, size);
  const raw = slice(h, [...start.slice(1), indices.length], size);
  if (scale.kind === 'exp') return { shift, s: raw, slope: add(zerosLike(raw), 1) };
  if (scale.kind === 'sigmoid' || scale.kind === 'inverseSigmoid') {
    const below = neg(add(raw, 2));
    const [s, slope] = [softplus(below), sigmoid(below)];
    return scale.kind === 'sigmoid' ? { shift, s: neg(s), slope } : { shift, s, slope: neg(slope) };
  }
  const ratio = tanh(mul(raw, 1 / scale.bound));
  return { shift, s: mul(ratio, scale.bound), slope: sub(1, square(ratio)) };
}

/** x with the listed columns replaced. */
function replaceColumns(x: Tensor, part: Tensor, { indices, rest }: Columns): Tensor {
  const all = concat([part, gather(x, tensor1d(rest, 'int32'), -1)], -1);
  const position = new Int32Array(indices.length + rest.length);
  [...indices, ...rest].forEach((column, at) => {
    position[column] = at;
  });
  return gather(all, tensor1d(position, 'int32'), -1);
}
