// The standard normal density of rows, and norms.

const LOG_2PI: f64 = 1.8378770664093453;

/** Σ x[i]² in float64: no float32 overflows it, so it is finite exactly where every element is. */
export function sumSquares(x: usize, count: i32): f64 {
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let sum4 = sum0;
  let sum5 = sum0;
  let sum6 = sum0;
  let sum7 = sum0;
  for (; count >= 16; count -= 16) {
    sum0 = addSquares(sum0, v128.load64_zero(x));
    sum1 = addSquares(sum1, v128.load64_zero(x, 8));
    sum2 = addSquares(sum2, v128.load64_zero(x, 16));
    sum3 = addSquares(sum3, v128.load64_zero(x, 24));
    sum4 = addSquares(sum4, v128.load64_zero(x, 32));
    sum5 = addSquares(sum5, v128.load64_zero(x, 40));
    sum6 = addSquares(sum6, v128.load64_zero(x, 48));
    sum7 = addSquares(sum7, v128.load64_zero(x, 56));
    x += 64;
  }
  const even = f64x2.add(f64x2.add(sum0, sum2), f64x2.add(sum4, sum6));
  const odd = f64x2.add(f64x2.add(sum1, sum3), f64x2.add(sum5, sum7));
  return fewSquares(x, count, even, odd);
}

/** To two sums of two elements each, the next two of a vector's low half. */
// @ts-ignore: decorator
@inline
function addSquares(sums: v128, v: v128): v128 {
  const wide = f64x2.promote_low_f32x4(v);
  return f64x2.add(sums, f64x2.mul(wide, wide));
}

/** Of rows, which are short. */
// @ts-ignore: decorator
@inline
function fewSquares(x: usize, count: i32, even: v128, odd: v128): f64 {
  for (; count >= 4; count -= 4) {
    even = addSquares(even, v128.load64_zero(x));
    odd = addSquares(odd, v128.load64_zero(x, 8));
    x += 16;
  }
  const pair = f64x2.add(even, odd);
  let total = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (; count > 0; count--) {
    const value = <f64>f32.load(x);
    total += value * value;
    x += 4;
  }
  return total;
}

/** out[i] = −½·Σ z[i, j]² − features/2·log 2π. */
export function normalLogProb(z: usize, out: usize, rows: i32, features: i32): void {
  const constant = LOG_2PI * <f64>features;
  for (let i = 0; i < rows; i++) {
    const squares = fewSquares(z, features, f64x2.splat(0), f64x2.splat(0));
    f32.store(out + i * 4, <f32>(-0.5 * (squares + constant)));
    z += <usize>features * 4;
  }
}

/** dz[i, j] = −z[i, j]·dy[i]. */
export function normalLogProbGradient(z: usize, dy: usize, dz: usize, rows: i32, features: i32): void {
  for (let i = 0; i < rows; i++) {
    const factor = -f32.load(dy + i * 4);
    const factors = f32x4.splat(factor);
    let left = features;
    for (; left >= 4; left -= 4) {
      v128.store(dz, f32x4.mul(v128.load(z), factors));
      z += 16;
      dz += 16;
    }
    for (; left > 0; left--) {
      f32.store(dz, f32.load(z) * factor);
      z += 4;
      dz += 4;
    }
  }
}
