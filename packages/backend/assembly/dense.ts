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

/** out[j] += Σ over rows of x [rows, n]. */
export function addColumnSums(x: usize, rows: i32, n: i32, out: usize): void {
  const stride = <usize>n * 4;
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    let even = f32x4.splat(0);
    let odd = even;
    let at = x + j * 4;
    let left = rows;
    for (; left >= 2; left -= 2) {
      even = f32x4.add(even, v128.load(at));
      odd = f32x4.add(odd, v128.load(at + stride));
      at += 2 * stride;
    }
    if (left) even = f32x4.add(even, v128.load(at));
    v128.store(out + j * 4, f32x4.add(v128.load(out + j * 4), f32x4.add(even, odd)));
  }
  for (; j < n; j++) {
    let sum: f32 = 0;
    for (let i = 0; i < rows; i++) sum += f32.load(x + <usize>i * stride + j * 4);
    f32.store(out + j * 4, f32.load(out + j * 4) + sum);
  }
}
