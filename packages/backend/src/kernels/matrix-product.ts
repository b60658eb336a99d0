// BatchMatMul and _FusedMatMul: the stock ones are slow wherever a side is transposed.
import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { GEMM } from './exports.ts';
import { FUSED_ACTIVATIONS } from './fused-activation.ts';
import type { Replacement } from './install.ts';
import { installedPack, type KernelPack } from './memory.ts';

type Side = { readonly info: TensorInfo; readonly transposed: boolean };
type Plan = {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number[];
};

const batchMatMul: Replacement = (stock) => (args) => {
  const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
  const { transposeA, transposeB } = args.attrs as { transposeA: boolean; transposeB: boolean };
  const plan = planProduct({ info: a, transposed: transposeA }, { info: b, transposed: transposeB });
  if (plan === null) return stock(args);
  return product(plan, { info: a, transposed: transposeA }, { info: b, transposed: transposeB }, 0, null);
};

type FusedAttributes = {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation: string;
  readonly leakyreluAlpha?: number;
};

const fusedMatMul: Replacement = (stock) => (args) => {
  const { a, b, bias } = args.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
  const attributes = args.attrs as unknown as FusedAttributes;
  const left = { info: a, transposed: attributes.transposeA };
  const right = { info: b, transposed: attributes.transposeB };
  const plan = planProduct(left, right);
  const finish = FUSED_ACTIVATIONS[attributes.activation];
  if (plan === null || finish === undefined || !fits(bias, plan.n)) return stock(args);
  const relu = attributes.activation === 'relu' ? GEMM.relu : 0;
  const out = product(plan, left, right, relu, bias ?? null);
  const pack = installedPack();
  finish(pack.kernels, pack.address(out), util.sizeFromShape(out.shape), attributes.leakyreluAlpha ?? 0);
  return out;
};

export const matrixKernels = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };

function fits(bias: TensorInfo | undefined, n: number): boolean {
  return bias == null || (bias.dtype === 'float32' && bias.shape.length === 1 && bias.shape[0] === n);
}

/** null where the stock kernel has to answer (other types, shapes that do not fit: its errors are tfjs's own). */
function planProduct(a: Side, b: Side): Plan | null {
  if (a.info.dtype !== 'float32' || b.info.dtype !== 'float32') return null;
  if (a.info.shape.length < 2 || b.info.shape.length < 2) return null;
  const [m, k] = rowsAndColumns(a);
  const [innerB, n] = rowsAndColumns(b);
  if (k !== innerB) return null;
  return { m, n, k, batch: broadcast_util.assertAndGetBroadcastShape(batchOf(a), batchOf(b)) };
}

function rowsAndColumns({ info, transposed }: Side): [number, number] {
  const [rows = 1, columns = 1] = info.shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

function batchOf({ info }: Side): number[] {
  return info.shape.slice(0, -2);
}

function product(plan: Plan, a: Side, b: Side, flags: number, bias: TensorInfo | null): TensorInfo {
  const pack = installedPack();
  const { m, n, k, batch } = plan;
  const out = pack.output([...batch, m, n]);
  const count = util.sizeFromShape(batch);
  if (count === 0 || m === 0 || n === 0) return out;
  const strides = { a: 4 * (a.transposed ? m : k), b: 4 * (b.transposed ? k : n) };
  const offsets = { a: batchOffsets(batchOf(a), batch, m * k), b: batchOffsets(batchOf(b), batch, k * n) };
  const workspace = pack.workspace(pack.kernels.gemmWorkspace(m, n, k));
  const at = addresses(pack, a, b, out, bias);
  for (let i = 0; i < count; i++) {
    pack.kernels.gemm(
      at.a + 4 * (offsets.a[i] ?? 0),
      strides.a,
      Number(a.transposed),
      at.b + 4 * (offsets.b[i] ?? 0),
      strides.b,
      Number(b.transposed),
      at.out + 4 * i * m * n,
      4 * n,
      m,
      n,
      k,
      flags | (bias === null ? 0 : GEMM.bias),
      at.bias,
      0,
      workspace,
    );
  }
  return out;
}

function addresses(pack: KernelPack, a: Side, b: Side, out: TensorInfo, bias: TensorInfo | null) {
  return {
    a: pack.address(a.info),
    b: pack.address(b.info),
    out: pack.address(out),
    bias: bias === null ? 0 : pack.address(bias),
  };
}

/** Where each matrix of the broadcast batch begins in a source of shape [...own, matrix]. */
function batchOffsets(own: readonly number[], batch: readonly number[], matrix: number): Float64Array {
  const count = util.sizeFromShape([...batch]);
  const offsets = new Float64Array(count);
  let repeat = 1;
  let stride = matrix;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const size = batch[axis] ?? 1;
    const ownSize = own[axis - batch.length + own.length] ?? 1;
    if (ownSize > 1) {
      for (let i = 0; i < count; i++)
        offsets[i] = (offsets[i] ?? 0) + (Math.floor(i / repeat) % size) * stride;
    }
    repeat *= size;
    stride *= ownSize;
  }
  return offsets;
}
