// The standard normal density of rows, and norms.

const LOG_2PI: f64 = 1.8378770664093453;

/** Σ x[i]² in float64: no float32 overflows it, so it is finite exactly where every element is. */
export function sumSquares(x: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = even;
  for (; count >= 4; count -= 4) {
    const v = v128.load(x);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
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
    f32.store(out + i * 4, <f32>(-0.5 * (sumSquares(z, features) + constant)));
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
