// Sums along one axis of [outer, count, inner], in float32 within a run and in float64 between runs.

const RUN: i32 = 512;

// @ts-ignore: decorator
@inline
function addLanes(v: v128): f64 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  const pair = f64x2.add(low, high);
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Σ x[i]. */
export function sum(x: usize, count: i32): f64 {
  let total: f64 = 0;
  while (count >= 16) {
    let left = min(count, RUN) & ~15;
    count -= left;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (; left > 0; left -= 16) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
      x += 64;
    }
    total += addLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  for (; count > 0; count--) {
    total += <f64>f32.load(x);
    x += 4;
  }
  return total;
}

/** out [outer, inner] = Σ over the middle of x [outer, count, inner], divided by `divisor`. */
export function sumAxis(x: usize, out: usize, outer: i32, count: i32, inner: i32, divisor: f64): void {
  for (let i = 0; i < outer; i++) {
    if (inner == 1) {
      f32.store(out, <f32>(sum(x, count) / divisor));
    } else {
      let j = 0;
      for (; j + 4 <= inner; j += 4) sumColumns4(x + j * 4, <usize>inner * 4, count, out + j * 4, divisor);
      for (; j < inner; j++) f32.store(out + j * 4, <f32>(sumColumn(x + j * 4, <usize>inner * 4, count) / divisor));
    }
    x += <usize>count * <usize>inner * 4;
    out += <usize>inner * 4;
  }
}

function sumColumns4(x: usize, stride: usize, count: i32, out: usize, divisor: f64): void {
  let low = f64x2.splat(0);
  let high = low;
  while (count > 0) {
    let left = min(count, RUN >> 2);
    count -= left;
    let s = f32x4.splat(0);
    let s1 = s;
    for (; left >= 2; left -= 2) {
      s = f32x4.add(s, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x + stride));
      x += 2 * stride;
    }
    if (left) {
      s = f32x4.add(s, v128.load(x));
      x += stride;
    }
    s = f32x4.add(s, s1);
    low = f64x2.add(low, f64x2.promote_low_f32x4(s));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(s, s, 2, 3, 0, 1)));
  }
  const by = f64x2.splat(divisor);
  const first = f32x4.demote_f64x2_zero(f64x2.div(low, by));
  const second = f32x4.demote_f64x2_zero(f64x2.div(high, by));
  v128.store(out, v128.shuffle<f64>(first, second, 0, 2));
}

function sumColumn(x: usize, stride: usize, count: i32): f64 {
  let total: f64 = 0;
  for (; count > 0; count--) {
    total += <f64>f32.load(x);
    x += stride;
  }
  return total;
}
