// The transform of a coupling layer and its gradient, on the listed columns of rows [rows, features]; the
// network's output h is [rows, shift | raw log-scale]. Some rows at a time, the elements pass through contiguous
// buffers, so that any list of columns runs on vectors.
import { gatherStrided, scatterStrided, stepOf } from './column-strides';
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

/** Elements that pass at once, where a row has not more. */
const CHUNK: i32 = 512;

/** Whole rows that pass at once. */
// @ts-ignore: decorator
@inline
function rowsAtOnce(count: i32): i32 {
  return count == 0 ? CHUNK : max(1, CHUNK / count);
}

/** Bytes of a buffer; vectors may write over its end by three elements. */
// @ts-ignore: decorator
@inline
function bufferBytes(count: i32): usize {
  return 4 * <usize>((max(CHUNK, count) + 3) & ~3);
}

/** Bytes of workspace of both functions. */
export function couplingWorkspace(count: i32): i32 {
  return 6 * <i32>bufferBytes(count);
}

/** Raw log-scales become log-scales. A loop for each mode: what it computes stays in registers. */
function logScales(mode: i32, scale: usize, n: i32, bound: f32): void {
  const t = table();
  const end = scale + <usize>n * 4;
  if (mode == BOUNDED) {
    const bounds = f32x4.splat(bound);
    for (let at = scale; at < end; at += 16) {
      v128.store(at, f32x4.mul(bounds, tanh4(f32x4.div(v128.load(at), bounds), t)));
    }
  } else if (mode == SIGMOID || mode == INVERSE_SIGMOID) {
    const two = v128.load32_splat(t, TWO);
    for (let at = scale; at < end; at += 16) {
      const s = logSigmoid4(f32x4.add(v128.load(at), two), t);
      v128.store(at, mode == SIGMOID ? s : f32x4.neg(s));
    }
  }
}

/** ds/draw from s. */
function slopes(mode: i32, scale: usize, slope: usize, n: i32, bound: f32): void {
  const t = table();
  const one = f32x4.splat(1);
  const bounds = f32x4.splat(bound);
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const s = v128.load(scale + i);
    if (mode == BOUNDED) {
      const ratio = f32x4.div(s, bounds);
      v128.store(slope + i, f32x4.sub(one, f32x4.mul(ratio, ratio)));
    } else if (mode == EXP) {
      v128.store(slope + i, one);
    } else {
      const factor = exp4(mode == SIGMOID ? s : f32x4.neg(s), t);
      v128.store(slope + i, mode == SIGMOID ? f32x4.sub(one, factor) : f32x4.sub(factor, one));
    }
  }
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
  const bytes = bufferBytes(count);
  const value = workspace;
  const shift = value + bytes;
  const scale = shift + bytes;
  const step = stepOf(columns, count, features);
  const halfStep = count == 1 ? width : 1;
  const block = rowsAtOnce(count);
  const sign: f64 = inverse ? -1 : 1;
  let position = 0;
  let total: f64 = 0;
  for (let row = 0; row < rows; row += block) {
    const now = min(block, rows - row);
    const from = <usize>row * features * 4;
    const hRow = h + <usize>row * width * 4;
    gatherStrided(x + from, features, columns, step, 0, now, count, value);
    gatherStrided(hRow, width, 0, halfStep, 0, now, count, shift);
    if (mode != ADDITIVE) gatherStrided(hRow, width, 0, halfStep, count, now, count, scale);
    const n = now * count;
    if (mode == ADDITIVE) {
      for (let i: usize = 0; i < <usize>n * 4; i += 16) {
        v128.store(value + i, shifted(v128.load(value + i), v128.load(shift + i), inverse));
      }
    } else {
      logScales(mode, scale, n, bound);
      transform(value, shift, scale, n, inverse, shiftFirst);
    }
    scatterStrided(value, y + from, features, columns, step, 0, now, count);
    if (mode == ADDITIVE && positions == 1) {
      memory.fill(logDet, 0, <usize>now * 4);
      logDet += <usize>now * 4;
      continue;
    }
    if (count == 1 && positions == 1) {
      signed(scale, logDet, now, inverse);
      logDet += <usize>now * 4;
      continue;
    }
    let at = scale;
    for (let r = 0; r < now; r++) {
      if (mode != ADDITIVE) {
        for (const end = at + <usize>count * 4; at < end; at += 4) total += <f64>f32.load(at);
      }
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

/** y = x or −x, and 0 for −0, as a sum of one term in float64 would give it. */
function signed(x: usize, y: usize, n: i32, negative: i32): void {
  const zero = f32x4.splat(0);
  let i: usize = 0;
  const end = <usize>n * 4;
  for (; i + 16 <= end; i += 16) {
    const v = v128.load(x + i);
    v128.store(y + i, f32x4.add(negative ? f32x4.neg(v) : v, zero));
  }
  for (; i < end; i += 4) {
    const v = f32.load(x + i);
    f32.store(y + i, (negative ? -v : v) + 0);
  }
}

/** value becomes the transformed value. */
function transform(value: usize, shift: usize, scale: usize, n: i32, inverse: i32, shiftFirst: i32): void {
  const t = table();
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const v = v128.load(value + i);
    const by = v128.load(shift + i);
    const s = v128.load(scale + i);
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
  const bytes = bufferBytes(count);
  const value = workspace;
  const scale = value + bytes;
  const up = scale + bytes;
  const determinant = up + bytes;
  const shift = determinant + bytes;
  const slope = shift + bytes;
  const step = stepOf(columns, count, features);
  const halfStep = count == 1 ? width : 1;
  const block = rowsAtOnce(count);
  let position = 0;
  for (let row = 0; row < rows; row += block) {
    const now = min(block, rows - row);
    const n = now * count;
    const from = <usize>row * features * 4;
    const hRow = <usize>row * width * 4;
    gatherStrided(dy + from, features, columns, step, 0, now, count, up);
    if (mode == ADDITIVE) {
      if (inverse) negate(up, shift, n);
      scatterStrided(inverse ? shift : up, dh + hRow, width, 0, halfStep, 0, now, count);
      continue;
    }
    gatherStrided(z + from, features, columns, step, 0, now, count, value);
    gatherStrided(h + hRow, width, 0, halfStep, count, now, count, scale);
    if (shiftFirst) {
      gatherStrided(h + hRow, width, 0, halfStep, 0, now, count, shift);
      add(value, shift, n);
    }
    let at = determinant;
    if (count == 1 && positions == 1) {
      memory.copy(determinant, dLogDet, <usize>now * 4);
      dLogDet += <usize>now * 4;
    } else for (let r = 0; r < now; r++) {
      const ofRow = f32.load(dLogDet);
      for (const end = at + <usize>count * 4; at < end; at += 4) f32.store(at, ofRow);
      position++;
      if (position == positions) {
        dLogDet += 4;
        position = 0;
      }
    }
    logScales(mode, scale, n, bound);
    slopes(mode, scale, slope, n, bound);
    transformGradient(value, scale, up, determinant, slope, n, inverse);
    scatterStrided(value, dx + from, features, columns, step, 0, now, count);
    // The shift lies beside z where it comes first, beside x where it comes last.
    let dShift = inverse == shiftFirst ? up : value;
    if (inverse) {
      negate(dShift, shift, n);
      dShift = shift;
    }
    scatterStrided(dShift, dh + hRow, width, 0, halfStep, 0, now, count);
    scatterStrided(scale, dh + hRow, width, 0, halfStep, count, now, count);
  }
}

/** x += y: where the shift comes first, what e^s multiplies is z + shift. */
function add(x: usize, y: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * 4; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}

/** y = −x */
function negate(x: usize, y: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * 4; i += 16) v128.store(y + i, f32x4.neg(v128.load(x + i)));
}

/** value (z) becomes the gradient of the input, scale (s) that of the raw log-scale. */
function transformGradient(
  value: usize, scale: usize, up: usize, determinant: usize, slope: usize, n: i32, inverse: i32,
): void {
  const t = table();
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const z = v128.load(value + i);
    const dy = v128.load(up + i);
    const s = v128.load(scale + i);
    const dValue = f32x4.mul(dy, exp4(inverse ? f32x4.neg(s) : s, t));
    const throughScale = f32x4.add(f32x4.mul(inverse ? dy : dValue, z), v128.load(determinant + i));
    const ds = f32x4.mul(throughScale, v128.load(slope + i));
    v128.store(value + i, dValue);
    v128.store(scale + i, inverse ? f32x4.neg(ds) : ds);
  }
}
