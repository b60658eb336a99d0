// y = x·e^s + t with one s and t a feature, on rows [rows, features]. Vectors run over a pattern of whole rows
// whose length is a multiple of 4.
import { table } from './constants';
import { exp4 } from './vector-math';

/** Rows whose float32 sums are added up before float64 takes them. */
const RUN: i32 = 256;

/** Elements of the pattern: the least whole number of rows that fills whole vectors. */
// @ts-ignore: decorator
@inline
function patternLength(features: i32): i32 {
  return features & 1 ? 4 * features : features & 2 ? 2 * features : features;
}

/** Bytes of workspace of both functions. */
export function affineWorkspace(features: i32): i32 {
  return 32 * patternLength(features) + 16;
}

/** Writes e^±s, then t, each repeated to the pattern's length. */
function fillPattern(s: usize, shift: usize, features: i32, negative: bool, length: i32, out: usize): void {
  const t = table();
  for (let i = 0; i < length; i++) {
    const feature = (i % features) * 4;
    const value = f32.load(s + feature);
    f32.store(out + i * 4, negative ? -value : value);
    f32.store(out + (length + i) * 4, f32.load(shift + feature));
  }
  for (let i = 0; i < length; i += 4) v128.store(out + i * 4, exp4(v128.load(out + i * 4), t));
}

/** Forward x·e^s + t, inverse (x − t)·e^−s. Returns Σ s, the log-determinant of one forward row, in float64. */
export function affine(
  x: usize, s: usize, shift: usize, y: usize, rows: i32, features: i32, inverse: i32, workspace: usize,
): f64 {
  const length = patternLength(features);
  fillPattern(s, shift, features, <bool>inverse, length, workspace);
  const shifts = workspace + length * 4;
  let left = rows * features;
  while (left > 0) {
    const n = min(left, length);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const v = v128.load(x + i * 4);
      const scale = v128.load(workspace + i * 4);
      const by = v128.load(shifts + i * 4);
      v128.store(y + i * 4, inverse ? f32x4.mul(f32x4.sub(v, by), scale) : f32x4.add(f32x4.mul(v, scale), by));
    }
    for (; i < n; i++) {
      const v = f32.load(x + i * 4);
      const scale = f32.load(workspace + i * 4);
      const by = f32.load(shifts + i * 4);
      f32.store(y + i * 4, inverse ? (v - by) * scale : v * scale + by);
    }
    x += n * 4;
    y += n * 4;
    left -= n;
  }
  let total: f64 = 0;
  for (let i = 0; i < features; i++) total += <f64>f32.load(s + i * 4);
  return total;
}

/**
 * The gradient, from the latent side z of either direction: dx [rows, features], ds and dt [features] for dy;
 * `dLogScale` is what the log-determinants add to every ds.
 */
export function affineGradient(
  z: usize, s: usize, dy: usize, dx: usize, ds: usize, dt: usize,
  rows: i32, features: i32, inverse: i32, dLogScale: f64, workspace: usize,
): void {
  const length = patternLength(features);
  const bytes = <usize>length * 4;
  fillPattern(s, s, features, <bool>inverse, length, workspace);
  const products = workspace + bytes;
  const sums = workspace + 2 * bytes;
  const totals = (workspace + 3 * bytes + 7) & ~7;
  memory.fill(products, 0, 7 * bytes + 8);
  let left = rows * features;
  let run = 0;
  while (left > 0) {
    const n = min(left, length);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const up = v128.load(dy + i * 4);
      const down = f32x4.mul(up, v128.load(workspace + i * 4));
      const through = f32x4.mul(inverse ? up : down, v128.load(z + i * 4));
      v128.store(dx + i * 4, down);
      v128.store(products + i * 4, f32x4.add(v128.load(products + i * 4), through));
      v128.store(sums + i * 4, f32x4.add(v128.load(sums + i * 4), inverse ? down : up));
    }
    for (; i < n; i++) {
      const up = f32.load(dy + i * 4);
      const down = up * f32.load(workspace + i * 4);
      f32.store(dx + i * 4, down);
      f32.store(products + i * 4, f32.load(products + i * 4) + (inverse ? up : down) * f32.load(z + i * 4));
      f32.store(sums + i * 4, f32.load(sums + i * 4) + (inverse ? down : up));
    }
    z += n * 4;
    dy += n * 4;
    dx += n * 4;
    left -= n;
    if (++run < RUN && left > 0) continue;
    for (let j = 0; j < 2 * length; j++) {
      f64.store(totals + j * 8, f64.load(totals + j * 8) + <f64>f32.load(products + j * 4));
    }
    memory.fill(products, 0, 2 * bytes);
    run = 0;
  }
  const sign: f64 = inverse ? -1 : 1;
  for (let i = 0; i < features; i++) {
    let through: f64 = 0;
    let sum: f64 = 0;
    for (let j = i; j < length; j += features) {
      through += f64.load(totals + j * 8);
      sum += f64.load(totals + (length + j) * 8);
    }
    f32.store(ds + i * 4, <f32>(sign * (through + dLogScale)));
    f32.store(dt + i * 4, <f32>(sign * sum));
  }
}
