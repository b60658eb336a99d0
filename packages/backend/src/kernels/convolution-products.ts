// A matrix product with the patch matrix of images, in three ways and in blocks that stay in the cache.
import {
  addPatches,
  type Geometry,
  gridSize,
  isPointwise,
  patchSize,
  takePatches,
} from './convolution-geometry.ts';
import { type Address, GEMM, type Kernels } from './exports.ts';
import { multiply } from './product.ts';

/** Floats of a block of the patch matrix. */
const BLOCK_FLOATS = 1 << 17;
const BLOCK_ROWS = 192;
/** A gradient reads and writes its whole filter once a block. */
const GRADIENT_ROWS = 512;
/** A longer sum is cut into parts, for which the right side is packed anew in every block. */
const LONGEST_PACKED = 1024;

/** A dense matrix that is multiplied from the right: [k, n] or, `transposed`, its source [n, k]. */
export type Right = {
  readonly at: Address;
  readonly transposed: boolean;
  readonly k: number;
  readonly n: number;
};

/** Of GEMM: bias and relu. */
export type Finish = { readonly flags: number; readonly bias: Address };

/** out [grid, n] = patches(x)·right. `workspace`: gatherBytes. */
export function gather(
  kernels: Kernels,
  g: Geometry,
  right: Right,
  at: { readonly x: Address; readonly out: Address; readonly workspace: Address },
  { flags, bias }: Finish,
): void {
  const { k, n } = right;
  const rows = gridSize(g);
  const block = isPointwise(g) ? rows : blockRows(k, BLOCK_ROWS, rows);
  const packedB = pack(kernels, right, at.workspace);
  const columns = at.workspace + packedBytes(kernels, right);
  const scratch = columns + (isPointwise(g) ? 0 : 4 * block * k);
  for (let row = 0; row < rows; row += block) {
    const m = Math.min(block, rows - row);
    if (!isPointwise(g)) takePatches(kernels, g, at.x, columns, row, m);
    multiply(kernels, {
      ...{ a: isPointwise(g) ? at.x : columns, strideA: 4 * k, ...side(right), ...packedB },
      ...{ c: at.out + 4 * row * n, strideC: 4 * n, m, n, k, flags, bias, scratch },
    });
  }
}

export function gatherBytes(kernels: Kernels, g: Geometry, right: Right): number {
  const { k, n } = right;
  const rows = gridSize(g);
  const block = isPointwise(g) ? rows : blockRows(k, BLOCK_ROWS, rows);
  const columns = isPointwise(g) ? 0 : 4 * block * k;
  return packedBytes(kernels, right) + columns + kernels.gemmWorkspace(block, n, k);
}

/** out, images, += the transpose of `patches` applied to x [grid, k]·right [k, patch]. `workspace`: spreadBytes. */
export function spread(
  kernels: Kernels,
  g: Geometry,
  right: Right,
  at: { readonly x: Address; readonly out: Address; readonly workspace: Address },
): void {
  const { k, n } = right;
  const block = blockLines(g, n);
  const packedB = pack(kernels, right, at.workspace);
  const columns = at.workspace + packedBytes(kernels, right);
  const scratch = columns + 4 * block * g.outWidth * n;
  const lines = g.batch * g.outHeight;
  for (let line = 0; line < lines; line += block) {
    const count = Math.min(block, lines - line);
    multiply(kernels, {
      ...{ a: at.x + 4 * line * g.outWidth * k, strideA: 4 * k, ...side(right), ...packedB },
      ...{ c: columns, strideC: 4 * n, m: count * g.outWidth, n, k, scratch },
    });
    addPatches(kernels, g, { at: columns, stride: 4 * n }, at.out, line, count);
  }
}

export function spreadBytes(kernels: Kernels, g: Geometry, right: Right): number {
  const rows = blockLines(g, right.n) * g.outWidth;
  const columns = 4 * rows * right.n;
  return packedBytes(kernels, right) + columns + kernels.gemmWorkspace(rows, right.n, right.k);
}

/**
 * out += patches(x)ᵀ·other [patch, width] for other [grid, width] or, `turn`, its transpose [width, patch].
 * `workspace`: gradientBytes.
 */
export function addGradient(
  kernels: Kernels,
  g: Geometry,
  { width, turn }: { readonly width: number; readonly turn: boolean },
  at: { readonly x: Address; readonly other: Address; readonly out: Address; readonly workspace: Address },
): void {
  const size = patchSize(g);
  const rows = gridSize(g);
  const block = blockRows(size, GRADIENT_ROWS, rows);
  const scratch = at.workspace + (isPointwise(g) ? 0 : 4 * block * size);
  for (let row = 0; row < rows; row += block) {
    const count = Math.min(block, rows - row);
    if (!isPointwise(g)) takePatches(kernels, g, at.x, at.workspace, row, count);
    const patches = isPointwise(g) ? at.x + 4 * row * size : at.workspace;
    const other = at.other + 4 * row * width;
    const [a, b] = turn ? [other, patches] : [patches, other];
    const [m, n] = turn ? [width, size] : [size, width];
    multiply(kernels, {
      ...{ a, strideA: 4 * m, transposeA: true, b, strideB: 4 * n, c: at.out, strideC: 4 * n },
      ...{ m, n, k: count, flags: GEMM.accumulate, scratch },
    });
  }
}

export function gradientBytes(kernels: Kernels, g: Geometry, width: number): number {
  const size = patchSize(g);
  const block = blockRows(size, GRADIENT_ROWS, gridSize(g));
  const products = [kernels.gemmWorkspace(size, width, block), kernels.gemmWorkspace(width, size, block)];
  return (isPointwise(g) ? 0 : 4 * block * size) + Math.max(...products);
}

function side({ at, transposed, k, n }: Right) {
  return { b: at, strideB: 4 * (transposed ? k : n), transposeB: transposed };
}

function isPacked({ k }: Right): boolean {
  return k <= LONGEST_PACKED;
}

function packedBytes(kernels: Kernels, right: Right): number {
  return isPacked(right) ? 4 * kernels.packedSize(right.k, right.n) : 0;
}

function pack(kernels: Kernels, right: Right, out: Address): { readonly packedB?: Address } {
  if (!isPacked(right)) return {};
  const { at, transposed, k, n } = right;
  kernels.packB(at, 4 * (transposed ? k : n), Number(transposed), k, n, out);
  return { packedB: out };
}

function blockRows(width: number, most: number, rows: number): number {
  return Math.max(1, Math.min(rows, Math.max(16, Math.min(most, Math.floor(BLOCK_FLOATS / width)))));
}

/** Lines of the grid in a block of `spread`. */
function blockLines({ batch, outHeight, outWidth }: Geometry, width: number): number {
  return Math.max(1, Math.min(batch * outHeight, Math.floor(BLOCK_FLOATS / (width * outWidth))));
}
