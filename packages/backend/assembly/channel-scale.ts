// Columns of a matrix [rows, n] scaled by one factor each, as an actnorm does, and what that hands back.
import { table } from './constants';
import { multiplyAdd } from './multiply-add';
import { packB } from './pack';
import { exp4 } from './vector-math';

/** Rows whose float32 sums are added up before float64 takes them. */
const RUN: i32 = 256;

/** out = e^(gain·s) for s [n]. */
export function channelScales(s: usize, gain: f32, out: usize, n: i32): void {
  const t = table();
  const factor = f32x4.splat(gain);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(out + i * 4, exp4(f32x4.mul(v128.load(s + i * 4), factor), t));
  for (; i < n; i++) {
    f32.store(out + i * 4, f32x4.extract_lane(exp4(f32x4.mul(v128.load32_splat(s + i * 4), factor), t), 0));
  }
}

/** out = x [rows, n] · scale [n]; out may be x. */
export function scaleColumns(x: usize, scale: usize, out: usize, rows: i32, n: i32): void {
  for (; rows > 0; rows--) {
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      v128.store(out, f32x4.mul(v128.load(x), v128.load(scale + j * 4)));
      x += 16;
      out += 16;
    }
    for (; j < n; j++) {
      f32.store(out, f32.load(x) * f32.load(scale + j * 4));
      x += 4;
      out += 4;
    }
  }
}

/**
 * What relu(a·scale) hands back to a, for a = x·K + shift: `up` [rows, n], the gradient of y = relu(…) where y > 0,
 * becomes that of a in place; dShift [n] grows by its sums, dLogScale [n] by those of up·y.
 */
export function addScaleGradient(
  up: usize, y: usize, scale: usize, dShift: usize, dLogScale: usize, rows: i32, n: i32,
): void {
  const stride = <usize>n * 4;
  let j = 0;
  // A cache line of columns at a time.
  for (; j + 16 <= n; j += 16) {
    scaleGradient8(up + j * 4, y + j * 4, scale + j * 4, dShift + j * 4, dLogScale + j * 4, rows, stride, 2);
  }
  for (; j + 8 <= n; j += 8) {
    scaleGradient8(up + j * 4, y + j * 4, scale + j * 4, dShift + j * 4, dLogScale + j * 4, rows, stride, 1);
  }
  for (; j < n; j++) {
    const factor = f32.load(scale + j * 4);
    let shift: f32 = 0;
    let log: f32 = 0;
    let at = up + j * 4;
    let fromY = y + j * 4;
    for (let i = rows; i > 0; i--) {
      const value = f32.load(at);
      log += value * f32.load(fromY);
      shift += value * factor;
      f32.store(at, value * factor);
      at += stride;
      fromY += stride;
    }
    f32.store(dShift + j * 4, f32.load(dShift + j * 4) + shift);
    f32.store(dLogScale + j * 4, f32.load(dLogScale + j * 4) + log);
  }
}

/** Eight columns, or twice eight side by side. */
// @ts-ignore: decorator
@inline
function scaleGradient8(
  up: usize, y: usize, scale: usize, dShift: usize, dLogScale: usize, rows: i32, stride: usize, pairs: i32,
): void {
  const zero = f32x4.splat(0);
  const s0 = v128.load(scale);
  const s1 = v128.load(scale, 16);
  const s2 = pairs == 2 ? v128.load(scale, 32) : zero;
  const s3 = pairs == 2 ? v128.load(scale, 48) : zero;
  let shift0 = zero;
  let shift1 = zero;
  let shift2 = zero;
  let shift3 = zero;
  let log0 = zero;
  let log1 = zero;
  let log2 = zero;
  let log3 = zero;
  for (let i = rows; i > 0; i--) {
    const up0 = v128.load(up);
    const up1 = v128.load(up, 16);
    log0 = multiplyAdd(up0, v128.load(y), log0);
    log1 = multiplyAdd(up1, v128.load(y, 16), log1);
    const down0 = f32x4.mul(up0, s0);
    const down1 = f32x4.mul(up1, s1);
    shift0 = f32x4.add(shift0, down0);
    shift1 = f32x4.add(shift1, down1);
    v128.store(up, down0);
    v128.store(up, down1, 16);
    if (pairs == 2) {
      const up2 = v128.load(up, 32);
      const up3 = v128.load(up, 48);
      log2 = multiplyAdd(up2, v128.load(y, 32), log2);
      log3 = multiplyAdd(up3, v128.load(y, 48), log3);
      const down2 = f32x4.mul(up2, s2);
      const down3 = f32x4.mul(up3, s3);
      shift2 = f32x4.add(shift2, down2);
      shift3 = f32x4.add(shift3, down3);
      v128.store(up, down2, 32);
      v128.store(up, down3, 48);
    }
    up += stride;
    y += stride;
  }
  addTo(dShift, shift0, shift1);
  addTo(dLogScale, log0, log1);
  if (pairs == 2) {
    addTo(dShift + 32, shift2, shift3);
    addTo(dLogScale + 32, log2, log3);
  }
}

// @ts-ignore: decorator
@inline
function addTo(out: usize, x0: v128, x1: v128): void {
  v128.store(out, f32x4.add(v128.load(out), x0));
  v128.store(out, f32x4.add(v128.load(out, 16), x1), 16);
}

/** sums [n] (float64) += Σ over rows of a·b, both [rows, n]. `workspace`: 4·n bytes. */
export function addColumnDots(a: usize, b: usize, sums: usize, rows: i32, n: i32, workspace: usize): void {
  while (rows > 0) {
    const run = min(rows, RUN);
    memory.fill(workspace, 0, <usize>n * 4);
    for (let i = 0; i < run; i++) {
      let j = 0;
      for (; j + 4 <= n; j += 4) {
        v128.store(workspace + j * 4, multiplyAdd(v128.load(a), v128.load(b), v128.load(workspace + j * 4)));
        a += 16;
        b += 16;
      }
      for (; j < n; j++) {
        f32.store(workspace + j * 4, f32.load(workspace + j * 4) + f32.load(a) * f32.load(b));
        a += 4;
        b += 4;
      }
    }
    for (let j = 0; j < n; j++) {
      f64.store(sums + j * 8, f64.load(sums + j * 8) + <f64>f32.load(workspace + j * 4));
    }
    rows -= run;
  }
}

/** out [n] = gain · sums [n] of float64. */
export function storeSums(sums: usize, gain: f64, out: usize, n: i32): void {
  for (let i = 0; i < n; i++) f32.store(out + i * 4, <f32>(gain * f64.load(sums + i * 8)));
}

/** Rows of a source that are read while they are in the first-level cache. */
const PACKED_RUN: i32 = 16;

/** `packB` of B [k, n] with its columns scaled by `scale` [n]. */
export function packScaledB(b: usize, scale: usize, k: i32, n: i32, out: usize): void {
  const stride = <usize>n * 4;
  const whole = n & ~7;
  for (let i = 0; i < k; i += PACKED_RUN) {
    const run = min(PACKED_RUN, k - i);
    const from = b + <usize>i * stride;
    for (let j = 0; j < whole; j += 8) {
      packScaled8(from + j * 4, stride, scale + j * 4, run, out + <usize>(j * k + i * 8) * 4);
    }
  }
  if (whole == n) return;
  // Of the last columns, a panel of 4 and one of the rest, both of rows of 4.
  const last = out + <usize>(whole * k) * 4;
  packB(b + <usize>whole * 4, stride, 0, k, n - whole, last);
  for (let j = whole; j < n; j += 4) {
    let factor = f32x4.splat(0);
    if (j + 4 <= n) factor = v128.load(scale + j * 4);
    else {
      factor = f32x4.replace_lane(factor, 0, f32.load(scale + j * 4));
      if (j + 1 < n) factor = f32x4.replace_lane(factor, 1, f32.load(scale + j * 4, 4));
      if (j + 2 < n) factor = f32x4.replace_lane(factor, 2, f32.load(scale + j * 4, 8));
    }
    let at = last + <usize>((j - whole) * k) * 4;
    for (let i = 0; i < k; i++) {
      v128.store(at, f32x4.mul(v128.load(at), factor));
      at += 16;
    }
  }
}

function packScaled8(b: usize, stride: usize, scale: usize, rows: i32, out: usize): void {
  const s0 = v128.load(scale);
  const s1 = v128.load(scale, 16);
  for (; rows > 0; rows--) {
    v128.store(out, f32x4.mul(v128.load(b), s0));
    v128.store(out, f32x4.mul(v128.load(b, 16), s1), 16);
    b += stride;
    out += 32;
  }
}
