// Columns of a matrix [rows, n] scaled by one factor each, and the gradient of that.
import { table } from './constants';
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
 * The gradient of `scaleColumns` at x: `gradient`, of the scaled values, becomes that of x in place, and sums
 * [n] (float64) grow by what a log-scale receives, Σ over rows of gradient·scale·x. `workspace`: 4·n bytes.
 */
export function scaleColumnsGradient(
  x: usize, scale: usize, gradient: usize, sums: usize, rows: i32, n: i32, workspace: usize,
): void {
  while (rows > 0) {
    const run = min(rows, RUN);
    memory.fill(workspace, 0, <usize>n * 4);
    for (let i = 0; i < run; i++) {
      let j = 0;
      for (; j + 4 <= n; j += 4) {
        const sum = workspace + j * 4;
        const down = f32x4.mul(v128.load(gradient), v128.load(scale + j * 4));
        v128.store(gradient, down);
        v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(down, v128.load(x))));
        x += 16;
        gradient += 16;
      }
      for (; j < n; j++) {
        const sum = workspace + j * 4;
        const down = f32.load(gradient) * f32.load(scale + j * 4);
        f32.store(gradient, down);
        f32.store(sum, f32.load(sum) + down * f32.load(x));
        x += 4;
        gradient += 4;
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
