import { gemm, gemmPacked, isThin } from './gemm';

/** `gemm` of untransposed A where `packB` has packed op(B) already, for products that are not thin. */
export function gemmPrepared(
  a: usize, strideA: usize, b: usize, strideB: usize, transposeB: i32, packedB: usize, c: usize, strideC: usize,
  m: i32, n: i32, k: i32, flags: i32, bias: usize, mask: usize, workspace: usize,
): void {
  if (isThin(m, n, transposeB)) {
    gemm(a, strideA, 0, b, strideB, transposeB, c, strideC, m, n, k, flags, bias, mask, workspace);
  } else {
    gemmPacked(a, strideA, 0, packedB, c, strideC, m, n, k, flags, bias, mask, workspace);
  }
}

/** out[j] += (`overwrite`: =) Σ over rows of x [rows, n]. */
export function addColumnSums(x: usize, rows: i32, n: i32, out: usize, overwrite: i32): void {
  const stride = <usize>n * 4;
  let j = 0;
  // A cache line of columns at a time.
  for (; j + 16 <= n; j += 16) {
    columnSums4(x + j * 4, stride, rows, 4, out + j * 4, overwrite);
  }
  for (; j + 4 <= n; j += 4) columnSums4(x + j * 4, stride, rows, 1, out + j * 4, overwrite);
  for (; j < n; j++) {
    let sum: f32 = 0;
    for (let i = 0; i < rows; i++) sum += f32.load(x + <usize>i * stride + j * 4);
    f32.store(out + j * 4, overwrite ? sum : f32.load(out + j * 4) + sum);
  }
}

/** One vector of columns or four side by side; even and odd rows have sums of their own. */
// @ts-ignore: decorator
@inline
function columnSums4(x: usize, stride: usize, rows: i32, vectors: i32, out: usize, overwrite: i32): void {
  let even0 = f32x4.splat(0);
  let even1 = even0;
  let even2 = even0;
  let even3 = even0;
  let odd0 = even0;
  let odd1 = even0;
  let odd2 = even0;
  let odd3 = even0;
  let left = rows;
  for (; left >= 2; left -= 2) {
    even0 = f32x4.add(even0, v128.load(x));
    odd0 = f32x4.add(odd0, v128.load(x + stride));
    if (vectors == 4) {
      even1 = f32x4.add(even1, v128.load(x, 16));
      even2 = f32x4.add(even2, v128.load(x, 32));
      even3 = f32x4.add(even3, v128.load(x, 48));
      odd1 = f32x4.add(odd1, v128.load(x + stride, 16));
      odd2 = f32x4.add(odd2, v128.load(x + stride, 32));
      odd3 = f32x4.add(odd3, v128.load(x + stride, 48));
    }
    x += 2 * stride;
  }
  if (left) {
    even0 = f32x4.add(even0, v128.load(x));
    if (vectors == 4) {
      even1 = f32x4.add(even1, v128.load(x, 16));
      even2 = f32x4.add(even2, v128.load(x, 32));
      even3 = f32x4.add(even3, v128.load(x, 48));
    }
  }
  storeSums(f32x4.add(even0, odd0), out, overwrite);
  if (vectors == 1) return;
  storeSums(f32x4.add(even1, odd1), out + 16, overwrite);
  storeSums(f32x4.add(even2, odd2), out + 32, overwrite);
  storeSums(f32x4.add(even3, odd3), out + 48, overwrite);
}

// @ts-ignore: decorator
@inline
function storeSums(sums: v128, out: usize, overwrite: i32): void {
  v128.store(out, overwrite ? sums : f32x4.add(v128.load(out), sums));
}
