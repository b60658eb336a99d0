// The transform of a coupling layer and its gradient, on the listed columns of rows [rows, features]; the
// network's output h is [rows, shift | raw log-scale]. Elements pass through short contiguous buffers, so that
// any list of columns runs on vectors.
import { ONE, TWO, table } from './constants';
import { exp4, logSigmoid4, tanh4 } from './vector-math';

/** s = bound·tanh(raw / bound). */
const BOUNDED: i32 = 0;
/** s = raw. */
const EXP: i32 = 1;
/** s = log sigmoid(raw + 2) (Glow). */
const SIGMOID: i32 = 2;
/** s = 0, and h holds shifts only. */
const ADDITIVE: i32 = 3;
/** s = −log sigmoid(raw + 2) (Glow, as the factor of x -> z). */
const INVERSE_SIGMOID: i32 = 4;

const CHUNK: i32 = 512;
const BYTES: usize = 4 * CHUNK;

/** Bytes of workspace of both functions. */
export function couplingWorkspace(): i32 {
  return 6 * BYTES;
}

// @ts-ignore: decorator
@inline
function logScale(mode: i32, raw: v128, bound: v128, t: usize): v128 {
  if (mode == BOUNDED) return f32x4.mul(bound, tanh4(f32x4.div(raw, bound), t));
  if (mode == SIGMOID || mode == INVERSE_SIGMOID) {
    const s = logSigmoid4(f32x4.add(raw, v128.load32_splat(t, TWO)), t);
    return mode == SIGMOID ? s : f32x4.neg(s);
  }
  return raw;
}

/** ds/draw from s. */
// @ts-ignore: decorator
@inline
function logScaleSlope(mode: i32, s: v128, bound: v128, t: usize): v128 {
  const one = v128.load32_splat(t, ONE);
  if (mode == BOUNDED) {
    const ratio = f32x4.div(s, bound);
    return f32x4.sub(one, f32x4.mul(ratio, ratio));
  }
  if (mode == SIGMOID) return f32x4.sub(one, exp4(s, t));
  if (mode == INVERSE_SIGMOID) return f32x4.sub(exp4(f32x4.neg(s), t), one);
  return one;
}

/**
 * y = x outside the columns; on them forward x·e^s + shift, inverse (x − shift)·e^−s, or where the shift comes
 * first (x + shift)·e^s and x·e^−s − shift. logDet [rows / positions] is Σ s over a row's `positions` rows,
 * negated for the inverse, summed in float64.
 */
export function coupling(
  x: usize, h: usize, columns: usize, y: usize, logDet: usize,
  rows: i32, features: i32, count: i32, positions: i32, mode: i32, bound: f32, inverse: i32, shiftFirst: i32,
  workspace: usize,
): void {
  memory.copy(y, x, <usize>rows * <usize>features * 4);
  const width = mode == ADDITIVE ? count : 2 * count;
  const value = workspace;
  const shift = workspace + BYTES;
  const scale = workspace + 2 * BYTES;
  const sign: f64 = inverse ? -1 : 1;
  let row = 0;
  let j = 0;
  let position = 0;
  let total: f64 = 0;
  while (row < rows) {
    const startRow = row;
    const startJ = j;
    let n = 0;
    while (n < CHUNK && row < rows) {
      const xRow = x + <usize>row * features * 4;
      const hRow = h + <usize>row * width * 4;
      const stop = min(count, j + CHUNK - n);
      for (; j < stop; j++) {
        f32.store(value + n * 4, f32.load(xRow + (<usize>i32.load(columns + j * 4) << 2)));
        f32.store(shift + n * 4, f32.load(hRow + j * 4));
        if (mode != ADDITIVE) f32.store(scale + n * 4, f32.load(hRow + (count + j) * 4));
        n++;
      }
      if (j == count) {
        j = 0;
        row++;
      }
    }
    transform(value, shift, scale, n, mode, bound, inverse, shiftFirst);
    let r = startRow;
    let c = startJ;
    n = 0;
    while (r < row || (r == row && c < j)) {
      const yRow = y + <usize>r * features * 4;
      const stop = r == row ? j : count;
      for (; c < stop; c++) {
        f32.store(yRow + (<usize>i32.load(columns + c * 4) << 2), f32.load(value + n * 4));
        if (mode != ADDITIVE) total += <f64>f32.load(scale + n * 4);
        n++;
      }
      if (c < count) break;
      c = 0;
      r++;
      position++;
      if (position == positions) {
        f32.store(logDet, <f32>(sign * total + 0));
        logDet += 4;
        position = 0;
        total = 0;
      }
    }
  }
}

/** value becomes the transformed value, scale the log-scale. */
function transform(
  value: usize, shift: usize, scale: usize, n: i32, mode: i32, bound: f32, inverse: i32, shiftFirst: i32,
): void {
  const t = table();
  const bounds = f32x4.splat(bound);
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const v = v128.load(value + i);
    const by = v128.load(shift + i);
    if (mode == ADDITIVE) {
      v128.store(value + i, inverse ? f32x4.sub(v, by) : f32x4.add(v, by));
      continue;
    }
    const s = logScale(mode, v128.load(scale + i), bounds, t);
    v128.store(scale + i, s);
    const factor = exp4(inverse ? f32x4.neg(s) : s, t);
    // Forward shifts after the factor, inverse before it; where the shift comes first the other way round.
    const moved =
      inverse == shiftFirst
        ? shifted(f32x4.mul(v, factor), by, inverse)
        : f32x4.mul(shifted(v, by, inverse), factor);
    v128.store(value + i, moved);
  }
}

// @ts-ignore: decorator
@inline
function shifted(v: v128, by: v128, inverse: i32): v128 {
  return inverse ? f32x4.sub(v, by) : f32x4.add(v, by);
}

/**
 * The gradient, from the latent side z of either direction: dx [rows, features] and dh (like h) for dy and
 * dLogDet [rows / positions].
 */
export function couplingGradient(
  z: usize, h: usize, columns: usize, dy: usize, dLogDet: usize, dx: usize, dh: usize,
  rows: i32, features: i32, count: i32, positions: i32, mode: i32, bound: f32, inverse: i32, shiftFirst: i32,
  workspace: usize,
): void {
  memory.copy(dx, dy, <usize>rows * <usize>features * 4);
  const width = mode == ADDITIVE ? count : 2 * count;
  const value = workspace;
  const scale = workspace + BYTES;
  const up = workspace + 2 * BYTES;
  const determinant = workspace + 3 * BYTES;
  const shift = workspace + 4 * BYTES;
  let position = 0;
  for (let row = 0, j = 0; row < rows; ) {
    let n = 0;
    let startRow = row;
    let startJ = j;
    while (n < CHUNK && row < rows) {
      const at = <usize>row * features * 4;
      const hRow = h + <usize>row * width * 4;
      const ofRow = f32.load(dLogDet);
      const stop = min(count, j + CHUNK - n);
      for (; j < stop; j++) {
        const column = at + (<usize>i32.load(columns + j * 4) << 2);
        f32.store(up + n * 4, f32.load(dy + column));
        if (mode != ADDITIVE) {
          f32.store(value + n * 4, f32.load(z + column));
          f32.store(scale + n * 4, f32.load(hRow + (count + j) * 4));
          f32.store(determinant + n * 4, ofRow);
          if (shiftFirst) f32.store(shift + n * 4, f32.load(hRow + j * 4));
        }
        n++;
      }
      if (j == count) {
        j = 0;
        row++;
        position++;
        if (position == positions) {
          dLogDet += 4;
          position = 0;
        }
      }
    }
    if (mode != ADDITIVE) {
      if (shiftFirst) addShift(value, shift, n);
      transformGradient(value, scale, up, determinant, n, mode, bound, inverse);
    }
    n = 0;
    while (startRow < row || (startRow == row && startJ < j)) {
      const at = <usize>startRow * features * 4;
      const hRow = dh + <usize>startRow * width * 4;
      const stop = startRow == row ? j : count;
      for (; startJ < stop; startJ++) {
        const dValue = f32.load((mode == ADDITIVE ? up : value) + n * 4);
        f32.store(dx + at + (<usize>i32.load(columns + startJ * 4) << 2), dValue);
        // The shift lies beside z where it comes first, beside x where it comes last.
        const dShift = inverse == shiftFirst ? f32.load(up + n * 4) : dValue;
        f32.store(hRow + startJ * 4, inverse ? -dShift : dShift);
        if (mode != ADDITIVE) f32.store(hRow + (count + startJ) * 4, f32.load(scale + n * 4));
        n++;
      }
      if (startJ < count) break;
      startJ = 0;
      startRow++;
    }
  }
}

/** What e^s multiplies where the shift comes first: z + shift. */
function addShift(value: usize, shift: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    v128.store(value + i, f32x4.add(v128.load(value + i), v128.load(shift + i)));
  }
}

/** value (z) becomes the gradient of the input, scale (raw) that of the raw log-scale. */
function transformGradient(
  value: usize, scale: usize, up: usize, determinant: usize, n: i32, mode: i32, bound: f32, inverse: i32,
): void {
  const t = table();
  const bounds = f32x4.splat(bound);
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const z = v128.load(value + i);
    const dy = v128.load(up + i);
    const s = logScale(mode, v128.load(scale + i), bounds, t);
    const dValue = f32x4.mul(dy, exp4(inverse ? f32x4.neg(s) : s, t));
    const throughScale = f32x4.add(f32x4.mul(inverse ? dy : dValue, z), v128.load(determinant + i));
    const ds = f32x4.mul(throughScale, logScaleSlope(mode, s, bounds, t));
    v128.store(value + i, dValue);
    v128.store(scale + i, inverse ? f32x4.neg(ds) : ds);
  }
}
