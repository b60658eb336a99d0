// C [m, n] = op(A) [m, k] · op(B) [k, n], after Goto and van de Geijn, "Anatomy of high-performance matrix
// multiplication" (2008): B packed into panels that stay in the first-level cache, A walked in row tiles.
import { ACCUMULATE, BIAS, MASK, RELU } from './gemm-flags';
import { packB, packTransposedA, tileRows } from './pack';
import { dotProducts, fewSteps, outerProducts } from './thin-gemm';
import { WIDE } from './generated/width';
import * as tiles from './generated/tiles';

/** Rows of a full tile: 12 sums fit beside the operands only where multiply-add needs no temporary. */
const FULL: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
const BLOCK_K: i32 = 512;
const BLOCK_N: i32 = 512;
const BLOCK_M: i32 = 96;
/** Widths that are not worth a tile. */
const THIN: i32 = 3;

/** Bytes of workspace for `gemm`. */
export function gemmWorkspace(m: i32, n: i32, k: i32): i32 {
  const depth = min(k, BLOCK_K);
  return 4 * (depth * (min((n + 3) & ~3, BLOCK_N) + min(m, BLOCK_M)) + FULL * 8 + (n <= THIN ? n * k : 0));
}

/** Whether `gemm` takes a way without tiles. */
export function isThin(m: i32, n: i32, transposeB: i32): bool {
  return n <= THIN || (m < THIN && !transposeB);
}

/** Strides in bytes. `flags`, `bias` [n] and `mask` [m, n] (with C's stride): see gemm-flags. */
export function gemm(
  a: usize, strideA: usize, transposeA: i32,
  b: usize, strideB: usize, transposeB: i32,
  c: usize, strideC: usize,
  m: i32, n: i32, k: i32,
  flags: i32, bias: usize, mask: usize, workspace: usize,
): void {
  if (m < THIN && !transposeB) {
    const alongK = transposeA ? strideA : 4;
    const alongM = transposeA ? 4 : strideA;
    outerProducts(a, alongK, alongM, b, strideB, c, strideC, 4, m, n, k, flags, bias, 0, 4, mask);
  } else if (n <= THIN && transposeA) {
    const alongK = transposeB ? 4 : strideB;
    const alongN = transposeB ? strideB : 4;
    outerProducts(b, alongK, alongN, a, strideA, c, 4, strideC, n, m, k, flags, bias, 4, 0, mask);
  } else if (n <= THIN && transposeB) {
    dotProducts(a, strideA, b, strideB, c, strideC, m, n, k, flags, bias, mask);
  } else if (n <= THIN) {
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) f32.store(workspace + (j * k + p) * 4, f32.load(b + <usize>p * strideB + j * 4));
    }
    dotProducts(a, strideA, workspace, k * 4, c, strideC, m, n, k, flags, bias, mask);
  } else {
    blocked(a, strideA, transposeA, b, strideB, transposeB, c, strideC, m, n, k, flags, bias, mask, workspace);
  }
}

function blocked(
  a: usize, strideA: usize, transposeA: i32,
  b: usize, strideB: usize, transposeB: i32,
  c: usize, strideC: usize,
  m: i32, n: i32, k: i32,
  flags: i32, bias: usize, mask: usize, workspace: usize,
): void {
  for (let j = 0; j < n; j += BLOCK_N) {
    const width = min(BLOCK_N, n - j);
    let p = 0;
    do {
      const depth = min(BLOCK_K, k - p);
      const first = p == 0 ? flags & ACCUMULATE : ACCUMULATE;
      const last = p + depth >= k ? flags & ~ACCUMULATE : 0;
      const atA = transposeA ? a + <usize>p * strideA : a + <usize>p * 4;
      const atB = transposeB ? b + <usize>j * strideB + <usize>p * 4 : b + <usize>p * strideB + <usize>j * 4;
      packB(atB, strideB, transposeB, depth, width, workspace);
      gemmPacked(
        atA, strideA, transposeA, workspace, c + <usize>j * 4, strideC, m, width, depth,
        first | last, bias + j * 4, mask + <usize>j * 4, workspace + <usize>(depth * ((width + 3) & ~3)) * 4,
      );
      p += depth;
    } while (p < k);
  }
}

/** The product with a B that `packB` has packed. `workspace`: 4 * (48 + min(m, 96) * k) bytes. */
export function gemmPacked(
  a: usize, strideA: usize, transposeA: i32, packedB: usize, c: usize, strideC: usize,
  m: i32, n: i32, k: i32, flags: i32, bias: usize, mask: usize, workspace: usize,
): void {
  if (k <= 2 && k > 0 && !transposeA && (n & 15) == 0) {
    return fewSteps(a, strideA, packedB, c, strideC, m, n, k, flags, bias, mask);
  }
  const edge = workspace;
  const packedA = workspace + FULL * 32;
  for (let i = 0; i < m; i += BLOCK_M) {
    const rows = min(BLOCK_M, m - i);
    const atC = c + <usize>i * strideC;
    const atMask = mask + <usize>i * strideC;
    if (transposeA) {
      packTransposedA(a + <usize>i * 4, strideA, rows, k, FULL, packedA);
      block(packedA, 0, 1, packedB, atC, strideC, rows, n, k, flags, bias, atMask, edge);
    } else {
      block(a + <usize>i * strideA, strideA, 0, packedB, atC, strideC, rows, n, k, flags, bias, atMask, edge);
    }
  }
}

function block(
  a: usize, strideA: usize, packed: i32, b: usize, c: usize, strideC: usize,
  rows: i32, n: i32, k: i32, flags: i32, bias: usize, mask: usize, edge: usize,
): void {
  let column = 0;
  while (column < n) {
    const left = n - column;
    const width = WIDE && left >= 16 ? 16 : left >= 8 ? 8 : 4;
    const at = <usize>column * 4;
    let atA = a;
    let row = 0;
    while (row < rows) {
      const height = tileRows(rows - row, FULL);
      const atC = c + <usize>row * strideC + at;
      const atMask = mask + <usize>row * strideC + at;
      if (left >= 4) {
        runTile(height, width, packed, atA, strideA, b, k, atC, strideC, flags, bias + at, atMask);
      } else {
        runTile(height, 4, packed, atA, strideA, b, k, edge, 16, 0, 0, 0);
        storeEdge(edge, atC, strideC, height, left, flags, bias + at, atMask);
      }
      atA += packed ? <usize>(k * height) * 4 : <usize>height * strideA;
      row += height;
    }
    b += <usize>(k * width) * 4;
    column += width;
  }
}

// @ts-ignore: decorator
@inline
function runTile(
  height: i32, width: i32, packed: i32, a: usize, strideA: usize, b: usize, k: i32,
  c: usize, strideC: usize, flags: i32, bias: usize, mask: usize,
): void {
  if (WIDE && width == 16) {
    return runWideTile(height, packed, a, strideA, b, k, c, strideC, flags, bias, mask);
  }
  if (packed) {
    if (width == 8) {
      if (ASC_FEATURE_RELAXED_SIMD) {
        if (height == 6) return tiles.packedTile6x8(a, b, k, c, strideC, flags, bias, mask);
      }
      if (height == 4) return tiles.packedTile4x8(a, b, k, c, strideC, flags, bias, mask);
      if (height == 2) return tiles.packedTile2x8(a, b, k, c, strideC, flags, bias, mask);
      return tiles.packedTile1x8(a, b, k, c, strideC, flags, bias, mask);
    }
    if (ASC_FEATURE_RELAXED_SIMD) {
      if (height == 6) return tiles.packedTile6x4(a, b, k, c, strideC, flags, bias, mask);
    }
    if (height == 4) return tiles.packedTile4x4(a, b, k, c, strideC, flags, bias, mask);
    if (height == 2) return tiles.packedTile2x4(a, b, k, c, strideC, flags, bias, mask);
    return tiles.packedTile1x4(a, b, k, c, strideC, flags, bias, mask);
  }
  if (width == 8) {
    if (ASC_FEATURE_RELAXED_SIMD) {
      if (height == 6) return tiles.tile6x8(a, strideA, b, k, c, strideC, flags, bias, mask);
    }
    if (height == 4) return tiles.tile4x8(a, strideA, b, k, c, strideC, flags, bias, mask);
    if (height == 2) return tiles.tile2x8(a, strideA, b, k, c, strideC, flags, bias, mask);
    return tiles.tile1x8(a, strideA, b, k, c, strideC, flags, bias, mask);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (height == 6) return tiles.tile6x4(a, strideA, b, k, c, strideC, flags, bias, mask);
  }
  if (height == 4) return tiles.tile4x4(a, strideA, b, k, c, strideC, flags, bias, mask);
  if (height == 2) return tiles.tile2x4(a, strideA, b, k, c, strideC, flags, bias, mask);
  return tiles.tile1x4(a, strideA, b, k, c, strideC, flags, bias, mask);
}

/** Pairs of vectors become one of 256 bits where V8 joins them; where it does not, 24 sums do not fit. */
// @ts-ignore: decorator
@inline
function runWideTile(
  height: i32, packed: i32, a: usize, strideA: usize, b: usize, k: i32,
  c: usize, strideC: usize, flags: i32, bias: usize, mask: usize,
): void {
  if (packed) {
    if (ASC_FEATURE_RELAXED_SIMD) {
      if (height == 6) return tiles.packedTile6x16(a, b, k, c, strideC, flags, bias, mask);
    }
    if (height == 4) return tiles.packedTile4x16(a, b, k, c, strideC, flags, bias, mask);
    if (height == 2) return tiles.packedTile2x16(a, b, k, c, strideC, flags, bias, mask);
    return tiles.packedTile1x16(a, b, k, c, strideC, flags, bias, mask);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (height == 6) return tiles.tile6x16(a, strideA, b, k, c, strideC, flags, bias, mask);
  }
  if (height == 4) return tiles.tile4x16(a, strideA, b, k, c, strideC, flags, bias, mask);
  if (height == 2) return tiles.tile2x16(a, strideA, b, k, c, strideC, flags, bias, mask);
  return tiles.tile1x16(a, strideA, b, k, c, strideC, flags, bias, mask);
}

/** The 1 to 3 columns that a vector would overrun. */
function storeEdge(
  edge: usize, c: usize, strideC: usize, rows: i32, columns: i32, flags: i32, bias: usize, mask: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = <usize>i * strideC + <usize>j * 4;
      let sum = f32.load(edge + i * 16 + j * 4);
      if (flags & ACCUMULATE) sum += f32.load(c + at);
      if (flags & BIAS) sum += f32.load(bias + j * 4);
      if (flags & RELU) sum = sum < 0 ? 0 : sum;
      if (flags & MASK) sum = f32.load(mask + at) > 0 ? sum : 0;
      f32.store(c + at, sum);
    }
  }
}
